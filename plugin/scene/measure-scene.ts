import { SceneInstrumentation } from '@babylonjs/core/Instrumentation/sceneInstrumentation.js';
import type { InternalTexture } from '@babylonjs/core/Materials/Textures/internalTexture.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { textureBytes } from './texture-bytes.ts';

export interface SceneMeasure {
  /** Of all enabled, visible meshes, every instance counted. */
  readonly triangles: number;
  /** Of the frame drawn last; 0 before the first one. Shadow maps and post-processes included. */
  readonly drawCalls: number;
  readonly textureBytes: number;
  readonly textureMiB: number;
}

export interface SceneMeter {
  measure(): SceneMeasure;
  dispose(): void;
}

/** Triangles of what is switched on in a scene. */
export function countTriangles(scene: Scene): number {
  let triangles = 0;
  for (const mesh of scene.meshes) {
    if (!mesh.isEnabled() || !mesh.isVisible || mesh.visibility === 0) continue;
    const corners = mesh.getTotalIndices() || mesh.getTotalVertices();
    const instances = ('thinInstanceCount' in mesh && (mesh as Mesh).thinInstanceCount) || 1;
    triangles += Math.floor(corners / 3) * instances;
  }
  return triangles;
}

/** Bytes of all textures of a scene as uploaded, each counted once however many materials share it. */
export function countTextureBytes(scene: Scene): number {
  const uploaded = new Set<InternalTexture>();
  for (const texture of scene.textures) {
    const internal = texture.getInternalTexture();
    if (internal?.isReady) uploaded.add(internal);
  }
  return [...uploaded].reduce((sum, texture) => sum + textureBytes(texture), 0);
}

/** Measures a scene for as long as it is not disposed; draw calls are those that the engine counted. */
export function createSceneMeter(scene: Scene): SceneMeter {
  const instrumentation = new SceneInstrumentation(scene);
  return {
    measure() {
      const bytes = countTextureBytes(scene);
      return {
        triangles: countTriangles(scene),
        // An engine that draws nothing counts nothing.
        drawCalls: instrumentation.drawCallsCounter?.current ?? 0,
        textureBytes: bytes,
        textureMiB: bytes / 2 ** 20,
      };
    },
    dispose: () => instrumentation.dispose(),
  };
}
