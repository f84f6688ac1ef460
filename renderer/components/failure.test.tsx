import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ErrorBoundary } from './error-boundary.tsx';
import { Failure } from './failure.tsx';

const error = { code: 'onnx.unsupported-opset', message: 'Opset 99 is too new.', details: { found: 99 } };

it('copies everything that a report needs', async () => {
  const user = userEvent.setup();
  render(<Failure error={error} doing="net.onnx was not opened" />);
  await user.click(screen.getByRole('button', { name: 'Copy details' }));
  expect(await navigator.clipboard.readText()).toBe(
    'code: onnx.unsupported-opset\nmessage: Opset 99 is too new.\nfound: 99',
  );
  expect(screen.getByRole('button', { name: 'Copied' })).toBeVisible();
});

it('shows the command that helps, and copies it alone', async () => {
  const user = userEvent.setup();
  const details = { format: 'Keras model', command: 'python -m convert <net>', where: 'shell' };
  render(<Failure error={{ code: 'file.format-unsupported', message: 'No.', details }} />);
  expect(screen.getByText('python -m convert <net>')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Copy command' }));
  expect(await navigator.clipboard.readText()).toBe('python -m convert <net>');
});

function Drawing({ canvas }: { readonly canvas: { readonly broken: boolean } }) {
  if (canvas.broken) throw new Error('no canvas');
  return <p>drawn</p>;
}

it('catches a defect of a part of the window, names the part and tries again', async () => {
  const user = userEvent.setup();
  const canvas = { broken: true };
  render(
    <ErrorBoundary part="The graph">
      <Drawing canvas={canvas} />
    </ErrorBoundary>,
    { onCaughtError: () => {} },
  );
  expect(screen.getByText('The graph could not be drawn')).toBeVisible();
  canvas.broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(screen.getByText('drawn')).toBeVisible();
});
