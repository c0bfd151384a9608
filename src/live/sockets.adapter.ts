import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { SocketsAcross } from './across.js';

type Make = IoAdapter['createIOServer'];

/** Nest's socket.io, joined to the servers of other processes where there may be some. */
export class SocketsAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly across: SocketsAcross | null,
  ) {
    super(app);
  }

  override createIOServer(...[port, options]: Parameters<Make>): ReturnType<Make> {
    const server = super.createIOServer(port, options);
    // Nest brings a socket.io of its own: the same code, but other types.
    if (this.across) server.adapter(this.across as never);
    return server;
  }
}
