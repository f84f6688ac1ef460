import { type RefObject, useEffect, useRef } from 'react';
import type { GraphCommand } from './graph-command.ts';
import { toGraphCommand } from './graph-command.ts';

/** Runs commands for keys pressed in the graph screen, and for the search shortcut wherever the focus is. */
export function useGraphKeys(screen: RefObject<HTMLElement | null>, run: (command: GraphCommand) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  }, [run]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const command = toGraphCommand(event, placeOf(event.target, screen.current));
      if (command === undefined) return;
      // Text that was marked is what the user means to copy.
      if (command.type === 'copy' && window.getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      latest.current(command);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [screen]);
}

function placeOf(target: EventTarget | null, screen: HTMLElement | null): 'drawing' | 'screen' | 'text' | 'outside' {
  if (!(target instanceof Element)) return 'outside';
  if (target.matches('input, textarea, select, [contenteditable="true"]')) return 'text';
  if (screen === null || !screen.contains(target)) return 'outside';
  return target.closest('.react-flow') === null ? 'screen' : 'drawing';
}
