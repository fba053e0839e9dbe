import {
  compareSurfaces,
  countCharts,
  prepare,
  readSurface,
  type SurfaceDifference,
} from '../../fixtures/metrics/index.ts';
import type { BenchMaster } from './bench-masters.ts';

/** What one method made of a master. */
export interface Made {
  readonly method: string;
  readonly glb: Uint8Array;
  /** Of the whole process, all threads. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Wall time of the stages, where they are known. */
  readonly stagesMs?: Readonly<Record<string, number>>;
  /** False where the geometry is written raw, so that the file's size says nothing. */
  readonly isCompressed: boolean;
  readonly note?: string;
  /** What grew against the master, as text. */
  readonly heavier?: readonly string[];
}

export interface Row extends Omit<Made, 'glb'>, SurfaceDifference {
  readonly master: string;
  readonly target: number;
  readonly textureSize: number;
  readonly triangles: number;
  readonly charts: number;
  readonly bytes: number;
}

/** Why a method gave nothing. */
export interface Failure {
  readonly master: string;
  readonly target: number;
  readonly method: string;
  readonly failure: string;
}

export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; cpuMs: number; wallMs: number }> {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const value = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { value, cpuMs: (user + system) / 1000, wallMs: performance.now() - start };
}

export async function scored(
  master: BenchMaster,
  target: number,
  textureSize: number,
  { glb, ...made }: Made,
): Promise<Row> {
  const surface = await readSurface(glb);
  if (surface.indices.length === 0) throw new Error('An empty mesh was written.');
  return {
    ...made,
    ...compareSurfaces(master.reference, prepare(surface)),
    master: master.name,
    target,
    textureSize,
    triangles: surface.indices.length / 3,
    charts: countCharts(surface),
    bytes: glb.length,
  };
}
