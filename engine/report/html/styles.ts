import { markup } from './markup.ts';

/** For screens and for paper: no colours but the marks', nothing cut at a page's edge. */
export const styles = markup`
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px; max-width: 1120px; color: #14181d; background: #fff;
  font: 14px/1.5 "Inter", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
h1 { margin: 0; font-size: 24px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 28px 0 4px; font-size: 16px; }
p { margin: 4px 0; }
.quiet { color: #434c57; }
.conditions { color: #59636f; font-size: 12px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #434c57; padding-bottom: 6px; }
th, td { padding: 5px 8px; text-align: right; vertical-align: top; white-space: nowrap; }
th { font-weight: 600; } thead th { color: #434c57; font-size: 12px; border-bottom: 1px solid #7b8590; }
thead tr:first-child th { border-bottom: 0; color: #14181d; font-size: 13px; }
tbody th, .text { text-align: left; } .text { white-space: normal; overflow-wrap: anywhere; }
tbody tr { border-top: 1px solid #d3d8de; } tbody tr.remarks { border-top: 0; }
.first { border-left: 1px solid #d3d8de; }
.ratio { display: block; font-size: 12px; } .better { color: #12693a; } .worse { color: #ab2415; } .same { color: #59636f; }
.mark { width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 8px 24px; }
.plots section { break-inside: avoid; } svg { display: block; width: 100%; height: auto; } svg.mark { display: inline; }
svg text { font-family: inherit; fill: #14181d; } .tick { font-size: 11px; fill: #434c57; } .label { font-size: 12px; fill: #434c57; }
.name { font-size: 12px; font-weight: 500; } .axis { stroke: #7b8590; } .grid { stroke: #d3d8de; }
.roof { fill: none; stroke: #434c57; stroke-width: 1.5; }
.front { fill: none; stroke: #0b5cad; stroke-opacity: 0.7; stroke-width: 1.5; } .median { stroke: #14181d; stroke-width: 1.5; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 6px 0; }
dt { color: #434c57; } dd { margin: 0; overflow-wrap: anywhere; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 11px; }
  .scroll { overflow: visible; } th, td { padding: 3px 5px; } h2 { break-after: avoid; } tr { break-inside: avoid; }
  .plots { grid-template-columns: 1fr 1fr; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
