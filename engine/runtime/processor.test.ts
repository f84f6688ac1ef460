import { expect, it } from 'vitest';
import { describeProcessor, parseInstructions } from './processor.ts';

it('finds VNNI in either encoding', () => {
  expect(parseInstructions('model name\t: A\nflags\t\t: fpu avx2 avx512f avx512_vnni\n')).toMatchObject({
    status: 'known',
    avx2: true,
    avx512: true,
    vnni: true,
    amx: false,
  });
  expect(parseInstructions('flags\t\t: fpu avx2 avx_vnni\n')).toMatchObject({ avx512: false, vnni: true });
  expect(parseInstructions('flags\t\t: fpu avx2 fma\n')).toMatchObject({ avx2: true, vnni: false });
});

it('finds the dot product of Arm', () => {
  expect(parseInstructions('Features\t: fp asimd asimddp\n')).toMatchObject({ armDotProduct: true, avx2: false });
});

it('says so when the system does not tell', () => {
  expect(parseInstructions('Hardware: something\n')).toEqual({ status: 'unknown' });
});

it('describes this machine', () => {
  const processor = describeProcessor();
  expect(processor.name).not.toBe('');
  expect(processor.logicalCpuCount).toBeGreaterThan(0);
  expect(processor.instructions.status).toBe(process.platform === 'linux' ? 'known' : 'unknown');
});
