import { UsageError } from './command.ts';

/** `--shape NAME=1x3x224x224`, as often as needed; dims by input name. `NAME=` is a scalar. */
export function parseShapes(texts: readonly string[]): Readonly<Record<string, readonly number[]>> {
  const shapes = texts.map((text) => {
    const [, name, dims] = /^(.+)=((?:\d+(?:x\d+)*)?)$/.exec(text) ?? [];
    if (name === undefined || dims === undefined) throw new UsageError(`--shape takes NAME=1x3x224x224, not "${text}"`);
    return [name, dims === '' ? [] : dims.split('x').map(Number)] as const;
  });
  return Object.fromEntries(shapes);
}
