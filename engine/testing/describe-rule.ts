import { describe, expect, test } from 'vitest';
import type { Graph } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { requireValue } from '../ir/query.ts';
import { verifyGraph } from '../ir/verify.ts';
import { inferTypes } from '../ops/infer-types.ts';
import type { FusionRule } from '../passes/fusion/rule.ts';
import { verifyLayers } from '../passes/verify-layers.ts';
import type { TargetName } from '../targets/target.ts';
import { targetOf } from '../targets/targets.ts';
import { expectEquivalent, type Tolerance } from './expect-equivalent.ts';
import { printSteps } from './print-steps.ts';
import { structureOf } from './structure-of.ts';
import { applyRule, tryRule } from './try-rule.ts';

interface FittingCase {
  readonly graph: string;
  /** What becomes of it, as in `RuleExample.after`. */
  readonly becomes: string;
  readonly opset?: number;
  /** Where it is not that of the other cases. */
  readonly tolerance?: Tolerance;
}

export interface RuleCases {
  /** The target that the rule is tried for; 'tensorrt' when absent. */
  readonly target?: TargetName;
  /** How far results may be from the original's. Only a rewrite has any. */
  readonly tolerance?: Tolerance;
  /** Rules that are applied before. */
  readonly after?: readonly FusionRule[];
  /** Further graphs that it changes. */
  readonly fits?: Readonly<Record<string, FittingCase>>;
  /** One graph per guard, with the reason it gives, or a part of it. */
  readonly refuses?: Readonly<
    Record<string, { readonly graph: string; readonly because: string; readonly target?: TargetName }>
  >;
  /** Graphs in which it sees nothing to do and says nothing. */
  readonly ignores?: Readonly<Record<string, string>>;
}

/** Everything that any rule must do, as tests. A rule's test file is one call. */
export function describeRule(rule: FusionRule, cases: RuleCases): void {
  const { example } = rule;
  const target = targetOf(cases.target ?? 'tensorrt');
  const read = (text: string, opset = example.opset) => inferTypes(parseGraph(text, opset));
  const prepare = (text: string, opset?: number) => applyRule(cases.after ?? [], read(text, opset), target);
  const apply = (graph: Graph) => applyRule(rule, graph, target);
  const fitting: Readonly<Record<string, FittingCase>> = {
    'its example': { graph: example.before, becomes: example.after },
    ...cases.fits,
  };

  describe(rule.name, () => {
    describe.each(Object.entries(fitting))(
      'with %s',
      (_name, { graph: text, becomes, opset, tolerance = cases.tolerance }) => {
        const before = prepare(text, opset);
        const after = apply(before);

        test('becomes what it says', () => {
          if (rule.kind === 'layer') expect(printSteps(after, target)).toBe(becomes);
          else expect(structureOf(after)).toBe(structureOf(read(becomes, opset)));
        });
        test('stays a valid graph', () => {
          verifyGraph(after);
          verifyLayers(after);
        });
        test('keeps inputs, outputs and their types', () => {
          expect(portsOf(inferTypes(after))).toEqual(portsOf(before));
        });
        test('is done after one run', () => {
          expect(apply(after)).toBe(after);
        });
        test('says which imported nodes each new node stands for', () => {
          const imported = new Set(read(text, opset).nodes.keys());
          for (const node of after.nodes.values()) {
            expect(node.origins.length).toBeGreaterThan(0);
            expect(node.origins.every((id) => imported.has(id))).toBe(true);
          }
        });
        if (rule.kind === 'rewrite') {
          test('computes the same', async () => {
            expect(tolerance, 'a rewrite states its tolerance').toBeDefined();
            if (tolerance) await expectEquivalent(before, after, tolerance);
          });
        }
      },
    );
    for (const [name, { graph, because, target: other }] of Object.entries(cases.refuses ?? {})) {
      test(`refuses ${name}`, () => {
        const found = tryRule(rule, prepare(graph), other ? targetOf(other) : target);
        expect(found).toEqual([expect.stringContaining(because)]);
      });
    }
    for (const [name, graph] of Object.entries(cases.ignores ?? {})) {
      test(`ignores ${name}`, () => {
        expect(tryRule(rule, prepare(graph), target)).toEqual([]);
      });
    }
  });
}

const portsOf = (graph: Graph) =>
  [...graph.inputs, ...graph.outputs].map((id) => {
    const { name, type } = requireValue(graph, id);
    return { name, type };
  });
