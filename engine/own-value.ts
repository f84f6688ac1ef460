/** What a record holds under a name from a file: never what every object inherits, as under 'constructor'. */
export const ownValue = <V>(record: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
