import type { Graph } from '../ir/graph.ts';
import { printGraph } from '../ir/print.ts';

/** The printed graph without the numbers in its weights: what a rewrite decides, not what it computes. */
export const structureOf = (graph: Graph): string =>
  printGraph(graph).replace(
    /(float\d+)\{([^}]*)\}/g,
    (_text, type, list: string) => `${type}[${list.split(',').length}]`,
  );
