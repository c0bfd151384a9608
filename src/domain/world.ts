/** The world a process runs in. Fixed by its configuration at start; never a field of a form (safety R1, R2). */
export type World = 'live' | 'drill';

/** CAP 1.2 `status`. In the drill world every alert is an Exercise; in the live world an Exercise is a public drill. */
export type CapStatus = 'Actual' | 'Exercise';

/** The status of what an officer issues in a world. Public drills of the live world (訓練放送) come later. */
export const statusIn = (world: World): CapStatus => (world === 'drill' ? 'Exercise' : 'Actual');
