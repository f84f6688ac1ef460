import { areKept, toggleKept } from '../../stores/rewrite-switches.ts';
import { useRewrite } from '../../stores/use-stores.tsx';

/** Takes the nodes of a box away from every rule. */
export function KeepSwitch({ origins }: { readonly origins: readonly number[] }) {
  const isKept = useRewrite((state) => areKept(state.switches, origins));
  const change = useRewrite((state) => state.change);
  return (
    <label className="flex items-center gap-2 border-b border-line px-3 py-2">
      <input
        type="checkbox"
        className="accent-accent"
        checked={isKept}
        onChange={() => change((switches) => toggleKept(switches, origins))}
      />
      {origins.length === 1 ? 'Keep this node as it is' : 'Keep these nodes as they are'}
    </label>
  );
}
