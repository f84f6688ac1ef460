import { InvariantError } from '../errors.ts';
import { type AttributeLiteral, attributesOf, floatAttribute, GraphBuilder } from './build.ts';
import { type DataType, isDataType } from './data-type.ts';
import type { Graph, ValueId, ValueType } from './graph.ts';
import { type Dim, elementCountOf, isStatic } from './shape.ts';
import { type Tensor, tensorOfFloats, tensorOfNumbers } from './tensor.ts';

/**
 * The text form of a graph, for tests, rule examples and bug reports.
 *
 *     c = Conv(x[1,3,8,8], W[4,3,3,3]){pads=[1,1,1,1]}
 *     a, b = Split(Relu(c), int64{2,2}){axis=1}
 *     return a, b
 *
 * Statements are separated by newlines or `;`. An undeclared name beginning with x is a graph input (float32 unless
 * written `x:int64[2]`; without `[...]` its shape is unknown); any other undeclared name is a constant with seeded
 * normal values, or values in [0.5, 1.5) if it begins with v (variances). `int64{2,-1}` is a constant list, with dims
 * where they are written behind it, `float32(0.5)` a constant scalar, `_` an absent input. `domain::Op` names another domain. In `{...}`, `1` is an int
 * and `1.0` a float. Without `return` the targets of the last statement are the outputs.
 * Errors: InvariantError, since only Lathe's own texts are parsed.
 */
export function parseGraph(text: string, opset = 17): Graph {
  return new Parser(text, opset).parse();
}

const token =
  /[^\S\n]*(?:(\n|;)|([A-Za-z_][\w./]*(?:::\w+)?)|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|-?inf)|("(?:[^"\\]|\\.)*")|([=(),[\]{}:?]))/y;

interface Token {
  readonly kind: 'break' | 'name' | 'number' | 'string' | 'punctuation' | 'end';
  readonly text: string;
}

const kinds = ['break', 'name', 'number', 'string', 'punctuation'] as const;

class Parser {
  private readonly tokens: Token[] = [];
  private position = 0;
  private readonly scope = new Map<string, ValueId>();
  private readonly builder: GraphBuilder;

  constructor(
    private readonly text: string,
    opset: number,
  ) {
    this.builder = new GraphBuilder({
      name: 'text',
      opsets: new Map([
        ['', opset],
        ['com.microsoft', 1],
      ]),
    });
    const prepared = text.replace(/#[^\n]*/g, '').replace(/[^\S\n]+/g, ' ');
    const lexer = new RegExp(token.source, 'y');
    while (lexer.lastIndex < prepared.length) {
      const start = lexer.lastIndex;
      const match = lexer.exec(prepared);
      if (!match) {
        if (prepared.slice(start).trim() === '') break;
        throw new InvariantError(`Unexpected text at "${prepared.slice(start, start + 20)}" in: ${text}`);
      }
      const index = match.slice(1).findIndex((group) => group !== undefined);
      this.tokens.push({ kind: kinds[index] ?? 'end', text: match[index + 1] ?? '' });
    }
  }

  parse(): Graph {
    let outputs: readonly ValueId[] = [];
    for (;;) {
      while (this.peek().kind === 'break') this.position++;
      if (this.peek().kind === 'end') break;
      if (this.peek().text === 'return') {
        this.position++;
        outputs = this.list(() => this.operand() ?? this.fail('a value'));
      } else {
        outputs = this.statement();
      }
    }
    for (const id of outputs) this.builder.output(id);
    return this.builder.build();
  }

  private statement(): readonly ValueId[] {
    const targets = this.list(() => this.take('name'));
    this.expect('=');
    const results = this.call(this.take('name'), targets);
    return results;
  }

  private call(qualified: string, targets: readonly string[]): readonly ValueId[] {
    const [domain, opType] = qualified.includes('::') ? qualified.split('::') : ['', qualified];
    this.expect('(');
    const inputs = this.peek().text === ')' ? [] : this.list(() => this.operand());
    this.expect(')');
    const attributes = this.peek().text === '{' ? this.attributes() : {};
    const outputs = targets.map((name) => {
      if (name === '_') return undefined;
      const id = this.builder.value(name || `${(opType ?? '').toLowerCase()}_${this.position}`);
      if (name) this.scope.set(name, id);
      return id;
    });
    this.builder.node({
      name: '',
      opType: opType ?? '',
      domain: domain ?? '',
      overload: '',
      inputs,
      outputs,
      captures: [],
      attributes: attributesOf(attributes),
    });
    return outputs.filter((id) => id !== undefined);
  }

  private operand(): ValueId | undefined {
    const name = this.take('name');
    if (name === '_') return undefined;
    if (this.peek().text === '(') {
      if (isDataType(name)) return this.scalar(name);
      return this.call(name, [''])[0] ?? this.fail('a call with an output');
    }
    if (this.peek().text === '{' && isDataType(name)) return this.literal(name);
    return this.scope.get(name) ?? this.declare(name);
  }

  private declare(name: string): ValueId {
    let dataType: DataType = 'float32';
    if (this.peek().text === ':') {
      this.position++;
      const written = this.take('name');
      if (!isDataType(written)) this.fail('a data type');
      else dataType = written;
    }
    const dims = this.peek().text === '[' ? this.dims() : undefined;
    const type: ValueType = { kind: 'tensor', dataType, ...(dims && { shape: dims }) };
    const id = this.builder.value(name, type);
    this.scope.set(name, id);
    if (name.startsWith('x')) this.builder.input(id);
    else {
      if (!dims || !isStatic(dims)) this.fail(`the shape of constant ${name}`);
      else this.builder.initializer(id, seededTensor(name, dataType, dims));
    }
    return id;
  }

  private scalar(dataType: DataType): ValueId {
    this.expect('(');
    const value = this.number();
    this.expect(')');
    return this.constant(tensorOfNumbers(dataType, [], [value]));
  }

  private literal(dataType: DataType): ValueId {
    this.expect('{');
    const values = this.peek().text === '}' ? [] : this.list(() => this.number());
    this.expect('}');
    const dims = this.peek().text === '[' ? this.dims() : [values.length];
    if (!isStatic(dims) || elementCountOf(dims) !== values.length) this.fail(`dims of ${values.length} elements`);
    else return this.constant(tensorOfNumbers(dataType, dims, values));
  }

  private constant(tensor: Tensor): ValueId {
    const id = this.builder.value(`literal_${this.position}`, {
      kind: 'tensor',
      dataType: tensor.dataType,
      shape: tensor.dims,
    });
    this.builder.initializer(id, tensor);
    return id;
  }

  private dims(): readonly Dim[] {
    this.expect('[');
    const dims =
      this.peek().text === ']'
        ? []
        : this.list((): Dim => {
            const part = this.next();
            return part.kind === 'number' ? Number(part.text) : part.text === '?' ? undefined : part.text;
          });
    this.expect(']');
    return dims;
  }

  private attributes(): Record<string, AttributeLiteral> {
    this.expect('{');
    const entries = this.list(() => {
      const name = this.take('name');
      this.expect('=');
      return [name, this.attribute()] as const;
    });
    this.expect('}');
    return Object.fromEntries(entries);
  }

  private attribute(): AttributeLiteral {
    const part = this.next();
    if (part.kind === 'string') return JSON.parse(part.text);
    if (part.kind === 'number') return isFloatText(part.text) ? floatAttribute(Number(part.text)) : Number(part.text);
    if (part.text !== '[') return this.fail('an attribute value');
    const texts = this.peek().text === ']' ? [] : this.list(() => this.next().text);
    this.expect(']');
    const numbers = texts.map(Number);
    return texts.some(isFloatText) ? { type: 'floats', value: numbers } : numbers;
  }

  private list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.peek().text === ',') {
      this.position++;
      items.push(item());
    }
    return items;
  }

  private number(): number {
    const text = this.take('number');
    return text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: '' };
  }

  private next(): Token {
    const current = this.peek();
    this.position++;
    return current;
  }

  private take(kind: Token['kind']): string {
    const current = this.next();
    return current.kind === kind ? current.text : this.fail(`a ${kind}, not "${current.text}"`);
  }

  private expect(text: string): void {
    const current = this.next();
    if (current.text !== text) this.fail(`"${text}", not "${current.text}"`);
  }

  private fail(wanted: string): never {
    throw new InvariantError(`Expected ${wanted} at token ${this.position} of: ${this.text}`);
  }
}

const isFloatText = (text: string): boolean => /[.einf]/.test(text);

/** Deterministic values for a constant that a text names but does not give. */
function seededTensor(name: string, dataType: DataType, dims: readonly number[]): Tensor {
  const next = seededUniform(name);
  const values = new Float32Array(elementCountOf(dims));
  for (let index = 0; index < values.length; index++) {
    values[index] = name.startsWith('v')
      ? 0.5 + next()
      : Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }
  if (dataType === 'float32') return tensorOfFloats(dims, values);
  return tensorOfNumbers(
    dataType,
    dims,
    dataType.startsWith('float') ? values : values.map((value) => Math.round(Math.abs(value) * 2)),
  );
}

/** Mulberry32, seeded by FNV-1a of the name. */
function seededUniform(name: string): () => number {
  let state = 0x811c9dc5;
  for (const char of name) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
