import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ServedRouter } from '../api/served-router.ts';
import type { Access } from './access.ts';

const heartbeatMs = 30_000;
/** Requests are options and paths; graphs and reports go the other way. */
const maxRequestBytes = 4 * 1024 * 1024;
const goingAway = 1001;
/** How long a page may take to answer that the connection closes. */
const farewellMs = 500;

/** Serves the contract to WebSockets on `/rpc` that pass the same check as pages. */
export function serveContract(server: Server, router: ServedRouter, access: Access): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxRequestBytes });
  const handler = new RPCHandler(router);
  const heartbeat = startHeartbeat(sockets);

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener, a connection that is reset here would end the process.
    socket.on('error', () => socket.destroy());
    const refusal = access.findRefusal(request.headers);
    if (refusal !== undefined) return refuse(socket, refusal.status, refusal.message);
    if (request.url !== '/rpc') return refuse(socket, 404, 'The engine listens at /rpc.');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      void handler.upgrade(webSocket, { context: {} });
      sockets.emit('connection', webSocket, request);
    });
  });

  return {
    close: () => {
      clearInterval(heartbeat);
      for (const webSocket of sockets.clients) {
        webSocket.close(goingAway, 'lathe is stopping');
        setTimeout(() => webSocket.terminate(), farewellMs).unref();
      }
    },
  };
}

/** Drops connections whose other end vanished without a word (a laptop that sleeps), so that their streams end. */
function startHeartbeat(sockets: WebSocketServer): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>();
  sockets.on('connection', (webSocket) => webSocket.on('pong', () => silent.delete(webSocket)));
  const timer = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (silent.has(webSocket)) webSocket.terminate();
      silent.add(webSocket);
      webSocket.ping();
    }
  }, heartbeatMs);
  return timer.unref();
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = `${message}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
