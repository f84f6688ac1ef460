import { Redo2, RotateCcw, Undo2 } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { countSwitches } from '../../stores/rewrite-switches.ts';
import { useRewrite } from '../../stores/use-stores.tsx';
import { formatInteger } from '../../text/format.ts';

/** What was switched, and the way back. Nothing before the first switch. */
export function SwitchBar() {
  const { switches, past, future, undo, redo, reset } = useRewrite((state) => state);
  const count = countSwitches(switches);
  if (count === 0 && past.length === 0 && future.length === 0) return null;
  return (
    <section aria-label="Switches" className="flex items-center gap-1 border-b border-line px-3 py-1">
      <p className="min-w-0 flex-1 text-sm text-ink-2">
        {count === 0 ? 'Everything as by default' : `${formatInteger(count)} switched`}
      </p>
      <IconButton label="Undo" disabled={past.length === 0} onClick={undo}>
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton label="Redo" disabled={future.length === 0} onClick={redo}>
        <Redo2 aria-hidden />
      </IconButton>
      <Button weight="quiet" disabled={count === 0} onClick={reset}>
        <RotateCcw aria-hidden />
        Reset
      </Button>
    </section>
  );
}
