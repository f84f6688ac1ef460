import { useEffect, useRef } from 'react';

/** Keeps its newest line in sight. */
export function Log({ lines }: { readonly lines: readonly string[] }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const count = lines.length;
  useEffect(() => {
    if (count > 0 && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [count]);
  return (
    <textarea
      ref={box}
      aria-label="Log"
      readOnly
      rows={Math.min(8, count)}
      value={lines.join('\n')}
      className="w-full resize-none rounded-md border border-line bg-surface-2 px-2.5 py-1.5 font-mono text-xs text-ink-2"
    />
  );
}
