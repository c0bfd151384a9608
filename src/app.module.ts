import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DeskModule } from './desk/desk.module.js';
import { DrillModule } from './drill/drill.module.js';
import { HeadquartersModule } from './headquarters/headquarters.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { LiveModule } from './live/live.module.js';
import { OfficersModule } from './officers/officers.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { ResidentsModule } from './residents/residents.module.js';

/** The table of contents, in flow order. Dispatch and channels have no routes: the hub starts them (hub.ts). */
const stages = [
  IntakeModule,
  DeskModule,
  ReceiptsModule,
  HeadquartersModule,
  ResidentsModule,
  DrillModule,
  OfficersModule,
  LiveModule,
];

@Module({})
export class AppModule {
  /** The stages, with the hub's plain parts as values. */
  static with(parts: ReadonlyMap<symbol, unknown>): DynamicModule {
    const providers: Provider[] = [...parts].map(([provide, useValue]) => ({ provide, useValue }));
    return {
      module: AppModule,
      imports: [{ module: PartsModule, global: true, providers, exports: providers.map(tokenOf) }, ...stages],
    };
  }
}

@Module({})
class PartsModule {}

const tokenOf = (provider: Provider): symbol => (provider as { provide: symbol }).provide;
