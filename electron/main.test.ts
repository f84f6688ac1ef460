import { describe, expect, test } from 'vitest';
import { setUpApplication } from './testing/application.ts';
import { preventable } from './testing/fake-electron.ts';

const { launch, load, userData, electron, theWindow, theEngine, menuItem } = setUpApplication();

const click = (id: string) => Reflect.apply(menuItem(id).click ?? (() => {}), undefined, []);

describe('files from outside', () => {
  const events = () => theEngine().sent.filter((message) => JSON.stringify(message).includes('open-file'));

  test('macOS: a file opened before the start is the first model, one opened later is sent to the page', async () => {
    await load();
    const early = preventable();
    electron().app.emit('open-file', early, '/data/early.onnx');
    await electron().app.becomeReady();
    expect(early.defaultPrevented).toBe(true);
    expect(theEngine().args).toEqual([userData(), '/opt/Lathe/resources/samples', '/data/early.onnx']);

    theWindow().close();
    electron().app.emit('open-file', preventable(), '/data/late.onnx');
    expect(events()).toEqual([{ type: 'event', event: { type: 'open-file', path: '/data/late.onnx' } }]);
    expect(electron().windows).toHaveLength(2);
  });

  test('a second start hands its model to the first, which comes to the front', async () => {
    await launch();
    theWindow().state.isMinimized = true;
    electron().app.emit('second-instance', {}, ['/opt/lathe', '--flag', 'b.onnx'], '/home/ada');
    expect(events()).toEqual([{ type: 'event', event: { type: 'open-file', path: '/home/ada/b.onnx' } }]);
    expect(theWindow().state).toMatchObject({ isMinimized: false, focusCount: 1 });
    electron().app.emit('second-instance', {}, ['/opt/lathe'], '/home/ada');
    expect(theWindow().state.focusCount).toBe(2);
    expect(events()).toHaveLength(1);
  });

  test('the second start itself opens nothing', async () => {
    await launch({ isFirstInstance: false });
    expect(electron().records.quitCount).toBe(1);
    expect(electron().windows).toHaveLength(0);
    expect(electron().processes).toHaveLength(0);
  });
});

describe('the menu', () => {
  test.each([
    ['open', 'CmdOrCtrl+O'],
    ['close-model', 'CmdOrCtrl+W'],
    ['export', 'CmdOrCtrl+E'],
    ['compare', 'CmdOrCtrl+Enter'],
    ['zoom-to-fit', 'CmdOrCtrl+0'],
    ['toggle-theme', 'CmdOrCtrl+Shift+L'],
    ['show-shortcuts', 'CmdOrCtrl+/'],
  ])('%s goes to the page, by menu or %s', async (command, accelerator) => {
    await launch();
    expect(menuItem(command).accelerator).toBe(accelerator);
    click(command);
    expect(theEngine().sent).toEqual([{ type: 'event', event: { type: 'menu', command } }]);
  });

  test('opens the window first where macOS has closed it', async () => {
    await launch();
    theWindow().close();
    click('open');
    expect(electron().windows).toHaveLength(2);
  });

  test.each([
    ['darwin', true],
    ['linux', false],
    ['win32', false],
  ] as const)('on %s has the platform’s own entries, and no key twice', async (platform, hasAppMenu) => {
    const { menuTemplate } = await import('./menu.ts');
    const template = menuTemplate({ platform, isDevelopment: false, run: () => {} });
    expect(template.some(({ role }) => role === 'appMenu')).toBe(hasAppMenu);
    // Its Close has the keys of Close Model, but on macOS.
    expect(template.some(({ role }) => role === 'windowMenu')).toBe(hasAppMenu);
    const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    expect(items.some(({ role }) => role === 'quit')).toBe(!hasAppMenu);
    expect(items.some(({ role }) => role === 'toggleDevTools' || role === 'reload')).toBe(false);
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
