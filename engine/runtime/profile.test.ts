import { expect, it } from 'vitest';
import { parseProfile } from './profile.ts';

const run = (ts: number) => ({ cat: 'Session', name: 'model_run', ts, dur: 90 });
const node = (name: string, ts: number, dur: number, op_name = 'Conv') => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  ts,
  dur,
  args: { op_name, provider: 'CPUExecutionProvider' },
});

it('gives the median over runs, in order of execution', () => {
  const events = [
    { cat: 'Session', name: 'session_initialization', ts: 1, dur: 5 },
    node('conv', 110, 900),
    node('relu', 111, 4, 'Relu'),
    run(100),
    node('conv', 210, 30),
    node('relu', 211, 8, 'Relu'),
    run(200),
    node('conv', 310, 20),
    node('relu', 311, 6, 'Relu'),
    run(300),
  ];
  expect(parseProfile(JSON.stringify(events))).toEqual([
    { name: 'conv', opType: 'Conv', provider: 'CPUExecutionProvider', durationMs: 0.03 },
    { name: 'relu', opType: 'Relu', provider: 'CPUExecutionProvider', durationMs: 0.006 },
  ]);
});

it('adds up the iterations of a node within one run', () => {
  const events = [
    node('body', 110, 10),
    node('body', 120, 20),
    run(100),
    node('body', 210, 10),
    node('body', 220, 40),
    run(200),
  ];
  expect(parseProfile(JSON.stringify(events))).toMatchObject([{ name: 'body', durationMs: 0.04 }]);
});

it('takes the time on the device where WebGPU tells it, over all programs of a node', () => {
  const program = (name: string, ts: number, dur: number) => ({ cat: 'Api', name, ts, dur });
  const events = [
    node('a&b', 110, 3),
    program('a&b&Conv&Transpose', 120, 40),
    program('a&b&Conv&MatMul', 160, 60),
    node('reshape', 111, 2, 'Reshape'),
    run(100),
  ];
  expect(parseProfile(JSON.stringify(events))).toMatchObject([
    { name: 'a&b', durationMs: 0.1 },
    { name: 'reshape', durationMs: 0.002 },
  ]);
});

it('refuses what is no list of events', () => {
  expect(() => parseProfile('{}')).toThrow('not a list');
});
