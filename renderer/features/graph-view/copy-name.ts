import type { BoxView } from '../../../engine/view/graph-view.ts';
import type { NotificationsStore } from '../../stores/notifications-store.ts';

/** Puts a box's name into the clipboard, or its title where it has none. True where that was possible; otherwise the user is told. */
export async function copyName(
  { name, title }: Pick<BoxView, 'name' | 'title'>,
  notifications: NotificationsStore,
): Promise<boolean> {
  const text = name === '' ? title : name;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page that is served from elsewhere without TLS has no clipboard.
    const message = 'The browser gives this page no access to the clipboard. Mark the name and copy it by hand.';
    const error = { code: 'clipboard.unavailable', message, details: {} };
    notifications.getState().notify({ tone: 'bad', title: `"${text}" was not copied`, error });
    return false;
  }
}
