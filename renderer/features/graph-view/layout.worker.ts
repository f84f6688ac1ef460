import { layOut } from './layout/layered-layout.ts';
import type { LevelCache } from './layout/nested-layout.ts';
import type { LayoutReply, LayoutRequest } from './layout-client.ts';

const cache: LevelCache = new Map();

self.addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => {
  let reply: LayoutReply;
  try {
    reply = { id: data.id, ok: true, result: layOut(data.input, cache) };
  } catch (error) {
    reply = { id: data.id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(reply);
});
