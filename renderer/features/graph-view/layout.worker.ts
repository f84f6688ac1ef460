import { layOut } from './layout/layered-layout.ts';
import type { LayoutReply, LayoutRequest } from './layout-client.ts';

self.addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => {
  let reply: LayoutReply;
  try {
    reply = { id: data.id, ok: true, result: layOut(data.input) };
  } catch (error) {
    reply = { id: data.id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(reply);
});
