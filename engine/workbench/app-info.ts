import packageJson from '../../package.json' with { type: 'json' };
import type { AppInfo, ProviderView } from '../api/contract.ts';
import type { VariantKind } from '../report/report.ts';
import type { ProcessorInstructions } from '../runtime/processor.ts';
import { installCommand, providerHint } from '../runtime/provider-hints.ts';
import type { Machine, ProviderStatus } from '../runtime/providers.ts';

/** Versions, machine and providers as the window shows them. */
export function toAppInfo(machine: Machine, host: AppInfo['host'], startModel: string | undefined): AppInfo {
  return {
    version: packageJson.version,
    onnxruntimeVersion: machine.onnxruntimeVersion,
    host,
    processor: machine.processor.name,
    logicalCpuCount: machine.processor.logicalCpuCount,
    providers: machine.providers.map(toProviderView),
    precisionNotes: precisionNotes(machine.processor.instructions),
    ...(startModel !== undefined && { startModel }),
  };
}

function toProviderView({ bundled, installed, ...provider }: ProviderStatus): ProviderView {
  const { name, label, available, note, devices } = provider;
  const command = installed ? undefined : installCommand(name);
  return {
    name,
    label,
    library: bundled ? 'bundled' : installed ? 'installed' : 'absent',
    available,
    note,
    devices,
    hint: providerHint(name),
    ...(command !== undefined && { command }),
  };
}

/** What to expect of each precision on this processor. Expectations, until a comparison measures them. */
export function precisionNotes(instructions: ProcessorInstructions): Readonly<Record<VariantKind, string>> {
  return {
    original: 'The file as it was opened. Every figure is compared with it.',
    fp32: 'The same numbers with fewer steps: layers folded and merged. Outputs differ only by rounding.',
    fp16: 'Half the file size. Meant for GPUs and for size: on a CPU, ONNX Runtime computes it in FP32 and is usually slower.',
    bf16: 'Half the file size with the range of FP32 and 8 significant bits. For CUDA and TensorRT alone: other providers have no kernels for it.',
    int8: `About a quarter of the file size. ${int8Note(instructions)} Accuracy depends on the model and the calibration data.`,
    'int8-dynamic': `For transformers: weights in 8 bits, the range of every activation found while it runs. ${dynamicNote(instructions)}`,
    int4: 'For size: weights of matrix products in 4 bits, an eighth of FP32. Rarely faster than FP32 on a CPU.',
    mixed:
      'Integers where they are harmless, floats where they cost accuracy: searched under a budget that you set, and never slower than FP32.',
  };
}

function dynamicNote(instructions: ProcessorInstructions): string {
  const isFast =
    instructions.status === 'known' && (instructions.vnni || instructions.amx || instructions.armDotProduct);
  return isFast
    ? 'This processor has 8-bit dot products, so large products usually run 2 to 4 times faster.'
    : 'How much faster it is depends on the processor.';
}

function int8Note(instructions: ProcessorInstructions): string {
  if (instructions.status === 'unknown') return 'How much faster it is depends on the processor.';
  if (instructions.vnni || instructions.amx)
    return 'This processor has 8-bit dot products (VNNI), so convolutional networks usually run 2 to 4 times faster.';
  if (instructions.armDotProduct)
    return 'This processor has 8-bit dot products, so convolutional networks usually run faster.';
  return 'This processor has no 8-bit dot products: expect at most about twice the speed, and possible saturation.';
}
