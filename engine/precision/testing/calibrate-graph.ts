import type { Graph } from '../../ir/graph.ts';
import { requireValue } from '../../ir/query.ts';
import { tensorBytes, tensorOfBytes } from '../../ir/tensor.ts';
import { reduceTensor } from '../../runtime/reduce.ts';
import type { Feeds } from '../../runtime/session.ts';
import { modelOf, runGraph } from '../../testing/run-graph.ts';
import { seededFeeds } from '../../testing/seeded-feeds.ts';
import { type CalibrationTable, calibrate, type ModelRunner } from '../calibration/calibrate.ts';
import { instrument } from '../calibration/instrument.ts';
import type { CalibrationMethod } from '../calibration/threshold.ts';
import { type QuantizeOptions, valuesToObserve } from '../quantize/quantize-static.ts';

/** Calibrates a graph on its seeded feeds, through the real runtime. */
export function calibrateGraph(
  graph: Graph,
  options: QuantizeOptions,
  method: CalibrationMethod = { kind: 'min-max' },
): Promise<CalibrationTable> {
  const { model, observed } = instrument(modelOf(graph), valuesToObserve(graph, options));
  const feeds = Object.fromEntries(
    [...seededFeeds(graph)].map(([name, tensor]) => [
      name,
      { dataType: tensor.dataType, dims: tensor.dims, data: tensorBytes(tensor) },
    ]),
  );
  return calibrate(observed, () => once(feeds), runnerOf(model.graph), { method, basis: 'data' });
}

/** A runner that runs a graph in this process and reduces what it gives. */
export const runnerOf =
  (graph: Graph): ModelRunner =>
  async (feeds, reductions) => {
    const tensors = new Map(
      Object.entries(feeds).map(([name, { dataType, dims, data }]) => [name, tensorOfBytes(dataType, dims, data)]),
    );
    const outputs = await runGraph(graph, tensors);
    return Object.fromEntries(
      graph.outputs.flatMap((id, index) => {
        const { name } = requireValue(graph, id);
        const [output, reduction] = [outputs[index], reductions[name]];
        if (!output || !reduction) return [];
        const { dataType, dims } = output;
        return [[name, reduceTensor({ dataType, dims, data: tensorBytes(output) }, reduction)]];
      }),
    );
  };

async function* once(feeds: Feeds): AsyncGenerator<Feeds> {
  yield feeds;
}
