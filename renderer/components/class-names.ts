/** Joins class names, leaving out what is absent. */
export const classNames = (...names: readonly (string | false | undefined)[]) =>
  names.filter((name) => name !== false && name !== undefined && name !== '').join(' ');
