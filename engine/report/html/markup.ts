/** Text that is markup already: made by `markup` alone, so that nothing untrusted becomes it. */
export class Markup {
  private constructor(readonly text: string) {}

  /**
   * A piece of HTML or SVG. Everything that is put in is text and escaped, in content and in quoted attributes alike, unless
   * it is Markup itself.
   */
  static of(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
    return new Markup(strings.reduce((text, part, index) => text + toText(values[index - 1]) + part));
  }
}

export type MarkupValue = string | number | undefined | Markup | readonly MarkupValue[];

export const markup = Markup.of;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters have no place in a document; they would make it invalid as XML. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

const escapeText = (text: string): string =>
  text
    // Half a surrogate pair has no place in UTF-8.
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(controls, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

function toText(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(Number.isInteger(value) ? value : Number(value.toFixed(2)));
  return typeof value === 'string' ? escapeText(value) : value.map(toText).join('');
}
