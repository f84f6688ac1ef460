import type {
  BoxCategory,
  BoxView,
  ComparedGraphs,
  EdgeView,
  FusionView,
  OriginalGraph,
  RefusalView,
} from '../../engine/view/graph-view.ts';

/**
 * A network of Inception modules as the engine would show it: four branches of Conv -> BatchNormalization -> Relu per
 * module, joined by Concat. After: each triple is one layer, and the three 1x1 convolutions that read the same
 * tensor are merged.
 */
export function inceptionGraphs(moduleCount = 2): ComparedGraphs {
  const before = new Sketch();
  const after = new Sketch();
  const fusions: FusionView[] = [];
  const refusals: RefusalView[] = [];

  before.add({ id: 'i:image', title: 'image', category: 'input', origins: [], shape: '[N, 1, 28, 28]' });
  after.add({ id: 'i:image', title: 'image', category: 'input', origins: [], shape: '[N, 1, 28, 28]' });

  const triple = (name: string, from: string, shape: string) => {
    const conv = before.node('Conv', 'convolution', `${name}/conv`, from, shape);
    const norm = before.node('BatchNormalization', 'normalization', `${name}/bn`, conv.id, shape);
    const relu = before.node('Relu', 'activation', `${name}/relu`, norm.id, shape);
    return { last: relu.id, origins: [conv, norm, relu].flatMap((box) => [...box.origins]), name };
  };
  const fuse = (id: string, from: readonly string[], triples: readonly ReturnType<typeof triple>[], shape: string) => {
    const origins = triples.flatMap((part) => part.origins);
    const merged = triples.length > 1;
    after.add({
      id,
      title: 'Conv + Relu',
      category: 'convolution',
      origins,
      shape,
      name: triples.map((part) => part.name).join(', '),
      change: merged ? 'merged' : 'fused',
      members: [
        { opType: 'Conv', name: `${id}/conv` },
        { opType: 'Relu', name: `${id}/relu` },
      ],
      reason: merged
        ? 'merge-sibling-convs: three 1x1 convolutions read the same tensor.'
        : 'fuse-batch-norm-into-conv: the normalization scales the weights.',
    });
    for (const source of from) after.connect(source, id, shape);
    fusions.push({
      rule: merged ? 'merge-sibling-convs' : 'fuse-batch-norm-into-conv',
      origins,
      nodes: triples.flatMap(({ name }) => [`${name}/conv`, `${name}/bn`, `${name}/relu`]),
      box: id,
      stage: merged ? 'horizontal' : 'vertical',
    });
    return id;
  };

  const stem = triple('stem', 'i:image', '[N, 16, 28, 28]');
  let beforeFrom = stem.last;
  let afterFrom = fuse('l0', ['i:image'], [stem], '[N, 16, 28, 28]');

  for (let index = 1; index <= moduleCount; index += 1) {
    const name = `inception${index}`;
    const shape = '[N, 64, 14, 14]';
    const one = triple(`${name}/b1`, beforeFrom, shape);
    const reduce3 = triple(`${name}/b2r`, beforeFrom, shape);
    const three = triple(`${name}/b2`, reduce3.last, shape);
    const reduce5 = triple(`${name}/b3r`, beforeFrom, shape);
    const five = triple(`${name}/b3`, reduce5.last, shape);
    const pool = before.node('MaxPool', 'pooling', `${name}/pool`, beforeFrom, shape);
    const project = triple(`${name}/b4`, pool.id, shape);
    const concat = before.node('Concat', 'concat', `${name}/concat`, one.last, '[N, 256, 14, 14]');
    for (const branch of [three, five, project]) before.connect(branch.last, concat.id, shape);

    const merged = fuse(`l${index}a`, [afterFrom], [one, reduce3, reduce5], '[N, 192, 14, 14]');
    const threeLayer = fuse(`l${index}b`, [merged], [three], shape);
    const fiveLayer = fuse(`l${index}c`, [merged], [five], shape);
    after.add({
      id: `l${index}p`,
      title: 'MaxPool',
      category: 'pooling',
      origins: pool.origins,
      shape,
      name: pool.name,
    });
    after.connect(afterFrom, `l${index}p`, shape);
    const projectLayer = fuse(`l${index}d`, [`l${index}p`], [project], shape);
    const joined = `l${index}j`;
    after.add({ id: joined, title: 'Concat', category: 'concat', origins: concat.origins, shape, name: concat.name });
    for (const source of [merged, threeLayer, fiveLayer, projectLayer]) after.connect(source, joined, shape);
    refusals.push({
      rule: 'write-branches-into-concat',
      origins: concat.origins,
      nodes: [concat.name],
      reason: 'The Concat reads one merged convolution at an offset, which this target cannot write in place.',
    });
    beforeFrom = concat.id;
    afterFrom = joined;
  }

  const pooled = before.node('GlobalAveragePool', 'pooling', 'head/pool', beforeFrom, '[N, 256, 1, 1]');
  const flat = before.node('Flatten', 'shape', 'head/flatten', pooled.id, '[N, 256]');
  const gemm = before.node('Gemm', 'matrix', 'head/fc', flat.id, '[N, 10]');
  before.add({ id: 'o:logits', title: 'logits', category: 'output', origins: [], shape: '[N, 10]' });
  before.connect(gemm.id, 'o:logits', '[N, 10]');
  for (const box of [pooled, flat, gemm]) {
    const id = `l${box.id}`;
    after.add({ ...box, id, shape: box.outputs[0]?.shape ?? '' });
    after.connect(afterFrom, id, '[N, 256]');
    afterFrom = id;
  }
  after.add({ id: 'o:logits', title: 'logits', category: 'output', origins: [], shape: '[N, 10]' });
  after.connect(afterFrom, 'o:logits', '[N, 10]');

  const layersBefore = before.boxes.filter((box) => box.counted).length;
  const layersAfter = after.boxes.filter((box) => box.counted).length;
  return {
    target: 'onnxruntime-cpu',
    before: { boxes: before.boxes, edges: before.edges },
    after: { boxes: after.boxes, edges: after.edges },
    fusions,
    refusals,
    rules: [
      {
        name: 'fuse-batch-norm-into-conv',
        summary: 'Conv -> BatchNormalization becomes Conv',
        example: {
          before: 'y = BatchNormalization(Conv(x[1,3,8,8], W[4,3,3,3]), s[4], b[4], m[4], v[4])',
          after: 'y = Conv(x[1,3,8,8], W1[4,3,3,3], B1[4])',
        },
      },
      {
        name: 'merge-sibling-convs',
        summary: 'Convolutions of one kernel shape that read the same tensor become one',
        example: { before: 'a = Conv(x, W1); b = Conv(x, W2)', after: 'a, b = Split(Conv(x, W12))' },
      },
      {
        name: 'write-branches-into-concat',
        summary: 'Branches write into the joined tensor directly',
        example: { before: 'y = Concat(Conv(x, W1), Conv(x, W2))', after: 'y = Conv(x, W1) | Conv(x, W2)' },
      },
    ],
    layers: {
      before: layersBefore,
      after: layersAfter,
      stages: [
        { name: 'original', count: layersBefore },
        { name: 'vertical', count: layersAfter + 2 * moduleCount },
        { name: 'horizontal', count: layersAfter },
      ],
    },
    parallel: { branches: [] },
    convention:
      'One layer per executed step; constants, inputs, dropout, identity and reshapes that move no data are not counted; a copy that a fusion forces is counted.',
  };
}

type BoxSketch = Pick<BoxView, 'id' | 'title' | 'category' | 'origins'> &
  Partial<Pick<BoxView, 'name' | 'change' | 'members' | 'reason'>> & { readonly shape: string };

class Sketch {
  readonly boxes: BoxView[] = [];
  readonly edges: EdgeView[] = [];

  add({ shape, ...box }: BoxSketch): BoxView {
    const isPort = box.category === 'input' || box.category === 'output';
    const full: BoxView = {
      name: '',
      scope: [],
      change: 'kept',
      counted: !isPort && box.category !== 'shape',
      domain: '',
      inputs: isPort ? [] : [{ formal: 'X', value: `${box.id}:in`, dataType: 'float32', shape, source: 'activation' }],
      outputs: [{ formal: 'Y', value: `${box.id}:out`, dataType: 'float32', shape, source: 'activation' }],
      attributes: box.category === 'convolution' ? [{ name: 'kernel_shape', value: '[3, 3]' }] : [],
      parameterCount: box.category === 'convolution' ? 9_280 : 0,
      macs: box.category === 'convolution' ? 1_806_336 : 0,
      ...box,
    };
    this.boxes.push(full);
    return full;
  }

  node(title: string, category: BoxCategory, name: string, from: string, shape: string): BoxView {
    const id = this.boxes.length;
    const box = this.add({ id: `n${id}`, title, category, name, origins: [id], shape });
    this.connect(from, box.id, shape);
    return box;
  }

  connect(from: string, to: string, shape: string): void {
    this.edges.push({ from, to, value: `${from}:out`, label: `float32 ${shape}` });
  }
}

/** What is there of the comparison before any rewriting. */
export const toOriginal = ({ target, before, layers, convention }: ComparedGraphs): OriginalGraph => ({
  target,
  graph: before,
  layerCount: layers.before,
  convention,
});
