import { expect, it } from 'vitest';
import { parseNvidiaDevices } from './nvidia-devices.ts';

it('reads name, memory and driver of each GPU', () => {
  expect(parseNvidiaDevices('NVIDIA H200, 143771, 580.159.04\nNVIDIA T400 4GB, [N/A], 550.1\n')).toEqual([
    { name: 'NVIDIA H200', memoryBytes: 143771 * 2 ** 20, driver: '580.159.04' },
    { name: 'NVIDIA T400 4GB', driver: '550.1' },
  ]);
});

it('finds none in what is no list', () => {
  expect(parseNvidiaDevices('No devices were found\n')).toEqual([]);
});
