import { memo } from 'react';
import type { NodeProps } from 'reactflow';
import { classNames } from '../../components/class-names.ts';
import { toAccessibleName, toChangeMark, toSubtitle } from './box-text.ts';
import { categoryProperty } from './canvas/palette.ts';
import type { OpFlowNode, OpNodeMark } from './to-flow-elements.ts';

const looks: Readonly<Record<OpNodeMark, string>> = {
  plain: 'border-line-strong/70 bg-surface-2',
  found: 'border-warn bg-surface-2 outline-2 outline-warn',
  related: 'border-accent bg-accent-soft outline-2 outline-accent',
  selected: 'border-accent bg-accent-soft outline-3 outline-accent',
};

/** Light enough for the text on it. */
const tintOf = (color: string) => `color-mix(in srgb, var(${color}) 18%, var(--surface-2))`;

/** One box in the near view. Its size is fixed by the layout; the pane handles keys, so it is no tab stop of its own. */
export const OpNode = memo(function OpNode({ data, width, height }: NodeProps<OpFlowNode>) {
  const { box, around, mark, paint, isDim } = data;
  const subtitle = toSubtitle(box, around);
  const changeMark = toChangeMark(box);
  const isPart = box.category === 'part';
  const isPort = box.category === 'input' || box.category === 'output';
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-pressed={mark === 'selected' || mark === 'related'}
      title={box.name === '' || box.name === box.title ? box.title : `${box.title}\n${box.name}`}
      style={{
        width,
        height,
        ...(paint && mark === 'plain' && { background: tintOf(paint.color) }),
      }}
      className={classNames(
        'relative flex flex-col justify-center border pr-2 pl-3 text-left text-sm leading-[15px] text-ink outline-offset-0',
        isPort ? 'rounded-full px-4 text-center' : 'rounded-md',
        isPart && 'shadow-[3px_3px_0_-1px_var(--surface-2),3px_3px_0_0_var(--line-strong)]',
        !box.counted && !isPort && 'border-dashed',
        isDim && 'opacity-25',
        looks[mark],
      )}
    >
      {!isPort && (
        <span
          aria-hidden
          className={classNames('absolute inset-y-0 left-0 rounded-l-[5px]', paint ? 'w-2' : 'w-[5px]')}
          style={{ background: `var(${paint?.color ?? categoryProperty(box.category)})` }}
        />
      )}
      <span className="sr-only">{toAccessibleName(box)}</span>
      <span aria-hidden className="line-clamp-3 font-semibold wrap-anywhere">
        {box.title}
      </span>
      {paint !== undefined && paint.text !== '' && (
        <span className="absolute right-0 bottom-full -mb-1 rounded-sm whitespace-nowrap border border-line bg-surface-2 px-1 text-xs leading-[14px] text-ink tabular-nums">
          {paint.text}
        </span>
      )}
      {(subtitle !== '' || changeMark !== '') && (
        <span aria-hidden className="flex min-w-0 items-center gap-1.5 text-xs leading-[14px] text-ink-3">
          <span className={classNames('min-w-0 flex-1 truncate', isPort && 'tabular-nums')}>{subtitle}</span>
          {changeMark !== '' && <span className="shrink-0 rounded-sm bg-surface-3 px-1 text-ink-2">{changeMark}</span>}
        </span>
      )}
    </button>
  );
});
