import { describe, expect, it } from 'vitest';
import { renderHtml } from './render-html.ts';
import type { CompareReport } from './report.ts';
import { layeredReport } from './testing/layered-report.ts';
import { labelledReport, unlabelledReport } from './testing/reports.ts';

const context = { facts: [['Processor', 'Test processor']] as const, note: '' };

describe('an HTML report', () => {
  const html = renderHtml(labelledReport, context);

  it('has the figures of every variant, the conditions and the three charts', () => {
    for (const text of ['Original', 'Optimized FP32', 'FP16', 'INT8', '2.56× faster', '−0.40', '12 interleaved rounds'])
      expect(html).toContain(text);
    expect(html.match(/<svg viewBox="0 0/g)).toHaveLength(3);
    for (const title of ['Accuracy against latency', 'Latency of single runs', 'Memory']) expect(html).toContain(title);
  });

  it('has time by layer of the original and the fastest profiled variant, under the roof', () => {
    const layered = renderHtml(layeredReport, context);
    expect(layered.match(/<svg viewBox="0 0/g)).toHaveLength(5);
    expect(layered).toContain('Every layer, by ONNX Runtime’s own profile. Original: layers 90.0 %');
    expect(layered).toContain('Conv + Relu (node0)');
    expect(layered).toContain('INT8: layers 75.0 %, conversions and changes of layout 6.3 %');
    expect(layered).toContain('4 layers under the roofs of this machine');
  });

  it('runs no script and loads nothing', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|https?:|\son\w+=/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('tells why a variant has no figures, and that agreement is no accuracy', () => {
    const other = renderHtml(unlabelledReport, context);
    expect(other).toContain('ONNX Runtime has no float16 kernel for Resize on the CPU');
    expect(other).toContain('Agreement with the original, which is not accuracy');
  });

  it('has no charts where nothing was measured', () => {
    expect(renderHtml({ ...labelledReport, variants: [] }, context)).not.toContain('<svg viewBox');
  });
});

const hostile = [
  '</title><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '<!--',
  ']]><svg onload=alert(1)>',
  '\u0000\u0008\ud800 lone surrogate',
  '&lt;script&gt;',
];

describe.each(hostile)('the name %j', (name) => {
  it('is text wherever it appears, and adds no element and no attribute', () => {
    const [original, ...others] = labelledReport.variants;
    if (original === undefined) throw new Error('the fixture has an original');
    const report: CompareReport = {
      model: name,
      conditions: { ...labelledReport.conditions, device: name, data: name, calibration: name },
      variants: [
        { ...original, label: name, remarks: [name] },
        ...others.map((variant) => ({
          ...variant,
          outcome: { status: 'failed' as const, code: name, message: name },
        })),
      ],
    };
    const parsed = tagsOf(renderHtml(report, { facts: [[name, name]], note: name }));
    const plain = tagsOf(renderHtml(relabel(report, 'x'), { facts: [['x', 'x']], note: 'x' }));
    expect(parsed).toEqual(plain);
  });
});

/** The same report with a harmless name everywhere: its markup is what the hostile one must have too. */
function relabel(report: CompareReport, name: string): CompareReport {
  return {
    model: name,
    conditions: { ...report.conditions, device: name, data: name, calibration: name },
    variants: report.variants.map((variant) => ({
      ...variant,
      label: variant.kind === 'original' ? name : variant.label,
      remarks: variant.remarks.map(() => name),
      outcome: variant.outcome.status === 'failed' ? { status: 'failed', code: name, message: name } : variant.outcome,
    })),
  };
}

/** Every tag with the names of its attributes. */
const tagsOf = (html: string) =>
  [
    ...html
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .matchAll(/<(\/?[a-z!][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi),
  ].map(
    ([, tag, attributes = '']) =>
      `${tag} ${[...attributes.matchAll(/([\w:-]+)(?:="[^"]*")?/g)].map(([, key]) => key).join(' ')}`,
  );
