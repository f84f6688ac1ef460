import { UsageError } from './command.ts';

/** `--shape NAME=1x3x224x224`, as often as needed; dims by input name. */
export function parseShapes(texts: readonly string[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    texts.map((text) => {
      const match = /^(.+)=((?:\d+(?:x\d+)*)?)$/.exec(text);
      if (!match) throw new UsageError(`--shape takes NAME=1x3x224x224, not "${text}"`);
      return [match[1] ?? '', match[2] === '' ? [] : (match[2] ?? '').split('x').map(Number)];
    }),
  );
}
