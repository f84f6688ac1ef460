import { nastyIntegers, nastyTexts } from './nasty-values.ts';
import type { Random } from './random.ts';

const token =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_]\w*|[-+]?[\d.]+(?:e[-+]?\d+)?|[{}[\]:;,<>]|\n|[^\S\n]+|./g;

/** A text of protobuf's text form, changed in a few places: mostly so that it stays one, by its values, fields and lines. */
export function mutateText(text: string, donor: string, random: Random): string {
  let tokens: string[] = text.match(token) ?? [];
  const count = 1 + random.below(4);
  for (let round = 0; round < count && tokens.length > 0; round++) {
    if (random.chance(0.85)) changeValue(tokens, donor, random);
    else changeTokens(tokens, random);
    if (tokens.length > 200_000) tokens = tokens.slice(0, 200_000);
  }
  return tokens.join('');
}

function changeValue(tokens: string[], donor: string, random: Random): void {
  const number = /^[-+]?[\d.]/;
  const [quoted, word] = [/^["']/, /^[A-Za-z_]/];
  const changes: readonly (() => void)[] = [
    () => replaceKind(tokens, number, () => String(random.pick(nastyIntegers)), random),
    () =>
      replaceKind(
        tokens,
        number,
        () => random.pick(['0', '1', '-1', '2', '3', '1000', '1e9', '0.5', 'nan', 'inf']),
        random,
      ),
    () => replaceKind(tokens, quoted, () => sameKind(tokens, quoted, random), random),
    () => replaceKind(tokens, quoted, () => sameKind(donor.match(token) ?? [], quoted, random), random),
    () => replaceKind(tokens, quoted, () => JSON.stringify(random.pick(nastyTexts)), random),
    () => replaceKind(tokens, word, () => sameKind(tokens, word, random), random),
    () => replaceKind(tokens, word, () => sameKind(donor.match(token) ?? [], word, random), random),
    () => insertLayers(tokens, donor, random),
    () => insertLayers(tokens, tokens.join(''), random),
    () => dropField(tokens, random),
  ];
  random.pick(changes)();
}

/** Whole layers of a network, where another begins or at the end. */
function insertLayers(tokens: string[], source: string, random: Random): void {
  const layers = source.split(/(?=^layers?\s*\{)/m).filter((part) => part.startsWith('layer'));
  if (layers.length === 0) return;
  const starts = tokens.flatMap((each, index) => (/^layers?$/.test(each) ? [index] : []));
  tokens.splice(
    random.chance(0.5) && starts.length > 0 ? random.pick(starts) : tokens.length,
    0,
    `\n${random.pick(layers)}\n`,
  );
}

/** A field of a number, word or text. */
function dropField(tokens: string[], random: Random): void {
  const colons = tokens.flatMap((each, index) => (each === ':' ? [index] : []));
  if (colons.length === 0) return;
  const at = random.pick(colons);
  tokens.splice(at - 1, tokens[at + 1]?.trim() === '' ? 4 : 3);
}

function changeTokens(tokens: string[], random: Random): void {
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
