import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { expect, test } from './server.ts';

const floats = (name: string, dims: readonly number[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType: 1,
        shape: { dim: dims.map((dim) => ({ value: { case: 'dimValue' as const, value: BigInt(dim) } })) },
      },
    },
  },
});

/** A valid model whose only operator no runtime has. */
const unknownOperator = Buffer.from(
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [
        { domain: '', version: 17n },
        { domain: 'org.example', version: 1n },
      ],
      graph: {
        name: 'g',
        node: [{ opType: 'Mystery', domain: 'org.example', name: 'riddle', input: ['x'], output: ['y'] }],
        input: [floats('x', [1, 4])],
        output: [floats('y', [1, 4])],
      },
    }),
  ),
);

test('a file that is no model is refused in a message that can be dismissed, and what was open stays', async ({
  page,
}) => {
  await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
  await expect(page.getByText(/^Original: \d+ layers$/)).toBeVisible();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'broken.onnx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('this is not a model at all'),
    });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('broken.onnx');
  await alert.getByRole('button', { name: /dismiss|close/i }).click();
  await expect(alert).toBeHidden();
  await expect(page.getByText(/^Original: \d+ layers$/)).toBeVisible();
});

test('a model that ONNX Runtime cannot run is shown, and the comparison says why it was not measured', async ({
  page,
}) => {
  await page.locator('input[type=file]').first().setInputFiles({
    name: 'custom.onnx',
    mimeType: 'application/octet-stream',
    buffer: unknownOperator,
  });
  await expect(page.getByText(/^Original: 1 layer/)).toBeVisible();
  await page.getByRole('tab', { name: 'Precision' }).click();
  for (const name of [/^FP16/, /^INT8(?! dynamic)/]) await page.getByRole('checkbox', { name }).uncheck();
  await page.getByRole('button', { name: 'Build and compare' }).click();
  await expect(page.getByText(/org\.example/).first()).toBeVisible({ timeout: 60_000 });
});
