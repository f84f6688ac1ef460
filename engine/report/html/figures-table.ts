import { type FigureGroup, toFigureGroups, toFigureRow } from '../figures.ts';
import { variantColors, variantShapes } from '../palette.ts';
import type { CompareReport, VariantReport } from '../report.ts';
import { type Markup, markup } from './markup.ts';

const edge = (index: number) => (index === 0 ? 'first' : '');

/** The five figures of every variant against the original, with the remarks below each. */
export function figuresTable(report: CompareReport): Markup {
  const groups = toFigureGroups(report.variants);
  return markup`<div class="scroll"><table>
<caption>Ratios are to the original. The speed-up is the median over interleaved rounds; what lies inside its 95 % interval around 1 reads as noise.</caption>
<thead><tr><th scope="col" rowspan="2" class="text">Variant</th>
${groups.map(({ name, columns }) => markup`<th scope="colgroup" colspan="${columns.length}" class="text first">${name}</th>`)}</tr>
<tr>${groups.map(({ columns }) =>
    columns.map(
      ({ name, about }, index) => markup`<th scope="col" class="${edge(index)}" title="${about}">${name}</th>`,
    ),
  )}</tr></thead>
<tbody>${report.variants.map((variant) => rowsOf(variant, groups, report))}</tbody>
</table></div>`;
}

function rowsOf(
  { kind, label, outcome, remarks }: VariantReport,
  groups: readonly FigureGroup[],
  report: CompareReport,
) {
  const columnCount = groups.reduce((sum, { columns }) => sum + columns.length, 0);
  const cells =
    outcome.status === 'failed'
      ? markup`<td class="text first" colspan="${columnCount}">Not measured. ${outcome.message} <span class="same">(${outcome.code})</span></td>`
      : groups.map(({ columns }) =>
          columns.map((column, index) => {
            const { main, ratio, detail } = column.cell(toFigureRow(kind, outcome.figures, report, 'original'));
            return markup`<td class="${edge(index)}" title="${detail ?? ''}">${main}${ratio && markup`<span class="ratio ${ratio.tone}">${ratio.text}</span>`}</td>`;
          }),
        );
  return markup`<tr><th scope="row"><svg class="mark" viewBox="-7 -7 14 14" aria-hidden="true"><path d="${variantShapes[kind]}" fill="${variantColors[kind]}"/></svg>${label}</th>${cells}</tr>
${remarks.map((remark) => markup`<tr class="remarks"><td></td><td class="text" colspan="${columnCount}">${remark}</td></tr>`)}`;
}
