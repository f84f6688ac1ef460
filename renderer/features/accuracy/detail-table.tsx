import { classNames } from '../../components/class-names.ts';

interface DetailTableProps {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly key: string;
    readonly cells: readonly string[];
    readonly isMarked?: boolean;
  }[];
}

/** A small table: a name, then figures to the right. */
export function DetailTable({ caption, head, rows }: DetailTableProps) {
  return (
    <table className="w-full border-collapse text-sm tabular-nums">
      <caption className="pb-0.5 text-left text-sm text-ink-2">{caption}</caption>
      <thead>
        <tr className="border-b border-line text-right text-ink-2">
          {head.map((title, column) => (
            <th
              key={title}
              scope="col"
              className={classNames('px-1.5 py-0.5 font-medium', column === 0 && 'text-left')}
            >
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells, isMarked }) => (
          <tr key={key} className={classNames('text-right', isMarked && 'bg-accent-soft font-medium')}>
            {cells.map((cell, column) => (
              <td
                key={head[column]}
                className={classNames(
                  'px-1.5 py-0.5',
                  column === 0 && `max-w-0 truncate text-left ${head.length > 2 ? 'w-1/2' : 'w-full'}`,
                )}
                title={column === 0 ? cell : undefined}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
