import { z } from 'zod';

/** What several parts of the contract are made of. */

export const modelId = z.string().min(1).max(64).brand('ModelId');
export type ModelId = z.infer<typeof modelId>;
export const jobId = z.string().min(1).max(64).brand('JobId');
export type JobId = z.infer<typeof jobId>;
export const runId = z.number().int().min(1);

export const path = z.string().min(1).max(4096);

export const targetName = z.enum(['portable', 'onnxruntime-cpu', 'onnxruntime-cuda', 'onnxruntime-webgpu', 'tensorrt']);
export type TargetName = z.infer<typeof targetName>;
