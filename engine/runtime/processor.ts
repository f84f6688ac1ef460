import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface Processor {
  readonly name: string;
  readonly logicalCpuCount: number;
  readonly instructions: ProcessorInstructions;
}

/**
 * What decides how fast 8-bit kernels are. With `vnni` one instruction multiplies and adds 8-bit integers, without
 * saturation; without it INT8 gains less on x86 and U8S8 products may saturate. 'unknown' where the system does not tell.
 */
export type ProcessorInstructions =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'known';
      readonly avx2: boolean;
      readonly avx512: boolean;
      /** x86 VNNI in either encoding (AVX-512 or AVX). */
      readonly vnni: boolean;
      /** AMX tiles for 8-bit integers. */
      readonly amx: boolean;
      /** Arm's dot product of 8-bit integers. */
      readonly armDotProduct: boolean;
    };

/** True on x86 that adds pairs of products of 8-bit integers in 16 bits, where they saturate: AVX2 and AVX-512 without VNNI. */
export const maySaturate = (instructions: ProcessorInstructions): boolean =>
  instructions.status === 'known' && instructions.avx2 && !instructions.vnni;

export function describeProcessor(): Processor {
  const processors = cpus();
  return {
    name: processors[0]?.model.trim() || process.arch,
    logicalCpuCount: processors.length,
    instructions:
      process.platform === 'linux' ? parseInstructions(readFileSync('/proc/cpuinfo', 'utf8')) : { status: 'unknown' },
  };
}

/** Reads the flags (x86) or features (Arm) of a Linux /proc/cpuinfo. */
export function parseInstructions(cpuinfo: string): ProcessorInstructions {
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1];
  if (line === undefined) return { status: 'unknown' };
  const flags = new Set(line.trim().split(/\s+/));
  return {
    status: 'known',
    avx2: flags.has('avx2'),
    avx512: flags.has('avx512f'),
    vnni: flags.has('avx512_vnni') || flags.has('avx_vnni'),
    amx: flags.has('amx_int8'),
    armDotProduct: flags.has('asimddp'),
  };
}
