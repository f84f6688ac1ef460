import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { onTestFinished } from 'vitest';
import type { Contract } from '../contract.ts';
import type { ServedRouter } from '../served-router.ts';

export interface Connection {
  readonly client: ContractRouterClient<Contract>;
  /** Calls a procedure with whatever payload, as another program might. */
  call(path: readonly string[], payload: unknown): Promise<unknown>;
  close(): void;
}

/** Serves a router on one end of a message channel, as the desktop window has it, and calls it from the other. */
export function connect(router: ServedRouter): Connection {
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(router).upgrade(port1, { context: {} });
  const link = new RPCLink({ port: port2 });
  port1.start();
  port2.start();
  const close = () => port2.close();
  onTestFinished(close);
  return {
    client: createORPCClient(link),
    call: (path, payload) => link.call([...path], payload, { context: {} }),
    close,
  };
}
