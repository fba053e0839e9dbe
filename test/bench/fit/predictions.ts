import { DEFAULT_FIT_PLAN } from '../../../plugin/budget/fit-plan.ts';
import { predictGeometryBytes } from '../../../plugin/budget/predict.ts';
import { solveFit } from '../../../plugin/budget/solve.ts';
import { DEFAULT_TEXTURE_QUALITY } from '../../../plugin/fit/texture/codec.ts';
import { nodeCodec } from '../../../plugin/fit/texture/node-codec.ts';
import { predictTextureBytes } from '../../../plugin/fit/texture/predict-bytes.ts';
import { masterOf } from './bench-masters.ts';
import { openMaster } from './ours.ts';

export interface PredictionRow {
  readonly master: string;
  readonly triangles: number;
  /** Share by which the predicted bytes miss the written ones; positive when too high. */
  readonly geometryError: number;
  readonly fileError: number;
  /** Base colour, metallic-roughness, normal; NaN for a map that the result does without. */
  readonly textureErrors: readonly number[];
}

const MAPS = ['baseColor', 'metallicRoughness', 'normal'] as const;
type MapKind = (typeof MAPS)[number];

interface GlbJson {
  readonly images?: readonly { readonly bufferView: number; readonly mimeType: string }[];
  readonly bufferViews: readonly {
    readonly byteOffset?: number;
    readonly byteLength: number;
    readonly extensions?: { readonly EXT_meshopt_compression?: { readonly byteLength: number } };
  }[];
  readonly materials: readonly {
    readonly normalTexture?: { readonly index: number };
    readonly pbrMetallicRoughness: Partial<
      Record<'baseColorTexture' | 'metallicRoughnessTexture', { readonly index: number }>
    >;
  }[];
  readonly textures: readonly {
    readonly source?: number;
    readonly extensions?: { readonly EXT_texture_webp?: { readonly source: number } };
  }[];
}

function partsOf(glb: Uint8Array): {
  geometryBytes: number;
  imageOf: (map: MapKind) => Uint8Array<ArrayBuffer> | undefined;
} {
  const length = new DataView(glb.buffer, glb.byteOffset).getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + length))) as GlbJson;
  const imageViews = new Set(json.images?.map(({ bufferView }) => bufferView));
  const geometryBytes = json.bufferViews.reduce(
    (sum, view, i) =>
      imageViews.has(i)
        ? sum
        : sum + (view.extensions?.EXT_meshopt_compression?.byteLength ?? view.byteLength),
    0,
  );
  return {
    geometryBytes,
    imageOf: (map) => {
      const [material] = json.materials;
      const texture =
        map === 'normal' ? material!.normalTexture : material!.pbrMetallicRoughness[`${map}Texture`];
      if (!texture) return undefined;
      const { source, extensions } = json.textures[texture.index]!;
      const { byteOffset = 0, byteLength } =
        json.bufferViews[json.images![extensions?.EXT_texture_webp?.source ?? source!]!.bufferView]!;
      return glb.slice(28 + length + byteOffset, 28 + length + byteOffset + byteLength);
    },
  };
}

/** Bytes as predicted against bytes as written, for geometry, each texture and the whole file. */
export async function predictions(
  masterName: string,
  targets: readonly number[],
  log: (line: string) => void,
): Promise<PredictionRow[]> {
  const session = await openMaster((await masterOf(masterName)).glb);
  const rows: PredictionRow[] = [];
  for (const target of targets) {
    const { plan, predicted } = solveFit(
      session.facts,
      { maxTriangles: target, maxTextureSizePx: target <= 2000 ? 512 : 1024 },
      DEFAULT_FIT_PLAN,
    );
    const written = await session.fitAsync(plan);
    const raw = await session.fitAsync({ ...plan, output: { ...plan.output, textures: 'png' } });
    const quality = written.report.textureQuality ?? DEFAULT_TEXTURE_QUALITY;
    const [parts, rawParts] = [partsOf(written.glb), partsOf(raw.glb)];
    const textureErrors: number[] = [];
    for (const kind of MAPS) {
      const [bytes, encoded] = [rawParts.imageOf(kind), parts.imageOf(kind)];
      if (!bytes || !encoded) {
        textureErrors.push(Number.NaN);
        continue;
      }
      const raster = await nodeCodec.decode({ bytes, mimeType: 'image/png', widthPx: 0, heightPx: 0 });
      const guess = await predictTextureBytes(raster, { format: 'webp', kind, quality }, nodeCodec);
      textureErrors.push(guess / encoded.length - 1);
    }
    const { vertices, triangles } = written.report.after;
    const guess = predictGeometryBytes({
      vertices,
      triangles,
      geometry: 'meshopt',
      textureSize: plan.textureSize,
      keepsUvs: written.report.path !== 'rebake',
    });
    rows.push({
      master: masterName,
      triangles,
      geometryError: guess / parts.geometryBytes - 1,
      fileError: predicted.fileBytes / written.glb.length - 1,
      textureErrors,
    });
    log(
      `  ${masterName} ${target}: geometry ${(rows.at(-1)!.geometryError * 100).toFixed(1)} %, file ${(rows.at(-1)!.fileError * 100).toFixed(1)} %`,
    );
  }
  session.close();
  return rows;
}
