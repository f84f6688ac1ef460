import { describe, expect, test } from 'vitest';
import { toGraphCommand } from './graph-command.ts';

const press = (key: string, modifiers: Partial<Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey'>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...modifiers,
});

describe('toGraphCommand', () => {
  test('moves, zooms and fits on a drawing', () => {
    expect(toGraphCommand(press('ArrowDown'), 'drawing')).toEqual({ type: 'move', direction: 'down' });
    expect(toGraphCommand(press('+'), 'drawing')).toEqual({ type: 'zoom', factor: 1.4 });
    expect(toGraphCommand(press('f'), 'drawing')).toEqual({ type: 'fit' });
    expect(toGraphCommand(press('Enter'), 'drawing')).toEqual({ type: 'details' });
  });

  test('leaves keys to lists and buttons beside the drawing, but for Escape', () => {
    expect(toGraphCommand(press('ArrowDown'), 'screen')).toBeUndefined();
    expect(toGraphCommand(press('Enter'), 'screen')).toBeUndefined();
    expect(toGraphCommand(press('Escape'), 'screen')).toEqual({ type: 'clear' });
  });

  test('leaves typing and the rest of the window alone', () => {
    expect(toGraphCommand(press('f'), 'text')).toBeUndefined();
    expect(toGraphCommand(press('Escape'), 'outside')).toBeUndefined();
    expect(toGraphCommand(press('+', { ctrlKey: true }), 'drawing')).toBeUndefined();
  });

  test('copies in the graph screen, and leaves copying elsewhere alone', () => {
    expect(toGraphCommand(press('c', { ctrlKey: true }), 'drawing')).toEqual({ type: 'copy' });
    expect(toGraphCommand(press('c', { metaKey: true }), 'screen')).toEqual({ type: 'copy' });
    expect(toGraphCommand(press('c', { ctrlKey: true }), 'text')).toBeUndefined();
    expect(toGraphCommand(press('c', { ctrlKey: true }), 'outside')).toBeUndefined();
    expect(toGraphCommand(press('c'), 'drawing')).toBeUndefined();
  });

  test('searches from anywhere', () => {
    expect(toGraphCommand(press('f', { ctrlKey: true }), 'outside')).toEqual({ type: 'search' });
    expect(toGraphCommand(press('F', { metaKey: true }), 'text')).toEqual({ type: 'search' });
    expect(toGraphCommand(press('f', { ctrlKey: true, altKey: true }), 'drawing')).toBeUndefined();
  });
});
