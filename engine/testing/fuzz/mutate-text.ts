import { nastyIntegers, nastyTexts } from './nasty-values.ts';
import type { Random } from './random.ts';

const token =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_]\w*|[-+]?[\d.]+(?:e[-+]?\d+)?|[{}[\]:;,<>]|\n|[^\S\n]+|./g;

/** A text of protobuf's text form, changed by tokens and by lines. */
export function mutateText(text: string, donor: string, random: Random): string {
  let tokens: string[] = text.match(token) ?? [];
  const count = 1 + random.below(5);
  for (let round = 0; round < count && tokens.length > 0; round++) {
    const at = random.below(tokens.length);
    const other = random.below(tokens.length);
    const [from, to] = [Math.min(at, other), Math.min(Math.max(at, other), Math.min(at, other) + 200)];
    const changes: readonly (() => void)[] = [
      () => tokens.splice(at, 1),
      () => tokens.splice(at, 0, ...tokens.slice(from, to)),
      () => tokens.splice(from, to - from),
      () => {
        [tokens[at], tokens[other]] = [tokens[other] ?? '', tokens[at] ?? ''];
      },
      () => {
        tokens[at] = nastyToken(tokens[at] ?? '', tokens, random);
      },
      () => replaceKind(tokens, /^[-+]?[\d.]/, () => String(random.pick(nastyIntegers)), random),
      () => replaceKind(tokens, /^["']/, () => sameKind(tokens, /^["']/, random), random),
      () => replaceKind(tokens, /^[A-Z_]{3,}$/, () => sameKind(tokens, /^[A-Z_]{3,}$/, random), random),
      () => {
        const lines = donor.split('\n');
        const start = random.below(lines.length);
        tokens.splice(at, 0, `\n${lines.slice(start, start + 1 + random.below(20)).join('\n')}\n`);
      },
      () =>
        tokens.splice(
          at,
          0,
          random
            .pick(['{', '}', '[', '"', "'", '#', ':', '<', '\0', '\u2028', '\\'])
            .repeat(random.pick([1, 1, 50, 5000])),
        ),
    ];
    random.pick(changes)();
    if (tokens.length > 200_000) tokens = tokens.slice(0, 200_000);
  }
  return tokens.join('');
}

function replaceKind(tokens: string[], kind: RegExp, replacement: () => string, random: Random): void {
  const places = tokens.flatMap((word, index) => (kind.test(word) ? [index] : []));
  if (places.length > 0) tokens[random.pick(places)] = replacement();
}

const sameKind = (tokens: readonly string[], kind: RegExp, random: Random): string => {
  const words = tokens.filter((word) => kind.test(word));
  return words.length > 0 ? random.pick(words) : '';
};

function nastyToken(word: string, tokens: readonly string[], random: Random): string {
  if (/^["']/.test(word)) return JSON.stringify(random.pick(nastyTexts));
  if (/^[-+]?[\d.]/.test(word))
    return random.pick([String(random.pick(nastyIntegers)), 'nan', 'inf', '-inf', '1e999', '.', '0x7f', '1.5']);
  return random.pick(tokens);
}
