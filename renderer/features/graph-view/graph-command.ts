/** What a key asks of the graph. */
export type GraphCommand =
  | { readonly type: 'move'; readonly direction: 'up' | 'down' | 'left' | 'right' }
  | { readonly type: 'zoom'; readonly factor: number }
  | { readonly type: 'fit' | 'details' | 'clear' | 'search' | 'open' | 'copy' };

export const zoomStep = 1.4;

const commands = new Map<string, GraphCommand>([
  ['ArrowUp', { type: 'move', direction: 'up' }],
  ['ArrowDown', { type: 'move', direction: 'down' }],
  ['ArrowLeft', { type: 'move', direction: 'left' }],
  ['ArrowRight', { type: 'move', direction: 'right' }],
  ['+', { type: 'zoom', factor: zoomStep }],
  ['=', { type: 'zoom', factor: zoomStep }],
  ['-', { type: 'zoom', factor: 1 / zoomStep }],
  ['f', { type: 'fit' }],
  ['F', { type: 'fit' }],
  [' ', { type: 'open' }],
  ['Enter', { type: 'details' }],
  ['Escape', { type: 'clear' }],
]);

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** `place` tells where the focus is: on a drawing, elsewhere in the graph screen, in a text field, or outside. */
export function toGraphCommand(
  { key, ctrlKey, metaKey, altKey }: Key,
  place: 'drawing' | 'screen' | 'text' | 'outside',
): GraphCommand | undefined {
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'f') return { type: 'search' };
  const isInside = place === 'drawing' || place === 'screen';
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'c' && isInside) return { type: 'copy' };
  if (ctrlKey || metaKey || altKey || place === 'text' || place === 'outside') return undefined;
  const command = commands.get(key);
  return place === 'drawing' || command?.type === 'clear' ? command : undefined;
}
