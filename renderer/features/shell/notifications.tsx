import { CircleCheck, X } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { useNotifications } from '../../stores/use-stores.tsx';

/** Messages that belong to no panel, at the lower right. */
export function Notifications() {
  const notifications = useNotifications((state) => state.notifications);
  const dismiss = useNotifications((state) => state.dismiss);
  return (
    <div className="pointer-events-none fixed right-4 bottom-16 z-30 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 *:pointer-events-auto *:shadow-float">
      {notifications.map(({ id, title, error }) =>
        error === undefined ? (
          <div
            key={id}
            role="status"
            className="flex items-center gap-2 rounded-md border border-line bg-surface-2 px-3 py-2 shadow-float"
          >
            <CircleCheck className="size-4 shrink-0 text-good" aria-hidden />
            <p className="min-w-0 flex-1 wrap-anywhere">{title}</p>
            <IconButton label="Dismiss" onClick={() => dismiss(id)}>
              <X />
            </IconButton>
          </div>
        ) : (
          <Failure key={id} doing={title} error={error} onDismiss={() => dismiss(id)} />
        ),
      )}
    </div>
  );
}
