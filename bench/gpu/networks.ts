import { branchingPlans, type GpuPlan, residualPlans, transformerPlans } from './plans.ts';

/** A network to measure: an exporter's topology with open batch; weights do not matter for its speed. */
export interface Network {
  readonly name: string;
  readonly file: string;
  /** Dims of its inputs for a batch. */
  shapes(batch: number): Readonly<Record<string, readonly number[]>>;
  readonly plans: readonly GpuPlan[];
}

const sequence = 128;

const images = (name: string, size: number, plans: readonly GpuPlan[]): Network => ({
  name,
  file: `${name}.ts.onnx`,
  shapes: (batch) => ({ input: [batch, 3, size, size] }),
  plans,
});

export const networks: readonly Network[] = [
  images('resnet50', 224, residualPlans),
  images('inception_v3', 299, branchingPlans),
  images('googlenet', 224, branchingPlans),
  {
    name: 'bert_base',
    file: 'bert_base.ts.onnx',
    shapes: (batch) => ({
      input_ids: [batch, sequence],
      attention_mask: [batch, sequence],
      token_type_ids: [batch, sequence],
    }),
    plans: transformerPlans,
  },
];
