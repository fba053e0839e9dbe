import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js';
import { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import { Matrix, Quaternion } from '@babylonjs/core/Maths/math.vector.js';
import { Geometry } from '@babylonjs/core/Meshes/geometry.js';
import { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';
import type { FitPreview } from '../../fit/contract.ts';
import { currentChain, importedChain } from '../content/imported-state.ts';
import { offLists } from '../content/make-mesh.ts';
import { geometryMeshes } from '../content/name-content.ts';
import { sideOrientation } from '../content/side-orientation.ts';
import { contentNodeOf } from '../place/content-node.ts';
import { drawSubstitutes, type SubstituteMesh } from './substitute-meshes.ts';

/** Geometry that follows a slider: one mesh with positions, normals and colours, whose buffers are replaced. */
export interface PreviewMesh {
  readonly isShown: boolean;
  readonly mesh: Mesh;
  /** Sets new geometry, within one task; visible after {@link show}. */
  setGeometry(preview: FitPreview): void;
  /** Resolves when the mesh can be drawn without a gap. */
  compile(): Promise<void>;
  setWireframe(isWireframe: boolean): void;
  /** Shows the preview instead of a container's content, which is only hidden. */
  show(container: AssetContainer): void;
  /** Shows the content again. */
  hide(): void;
  dispose(): void;
}

/** For compiling the shader before there is geometry. */
const DUMMY_TRIANGLE: FitPreview = {
  positions: new Float32Array(9),
  normals: new Float32Array([0, 1, 0, 0, 1, 0, 0, 1, 0]),
  colors: new Float32Array(9).fill(1),
  indices: new Uint32Array([0, 1, 2]),
  triangles: 1,
};

const COMPILE_TIMEOUT_MS = 2000;

/** Creates the mesh, which is not in the scene's lists until it is shown. */
export function createPreviewMesh(scene: Scene, name: string): PreviewMesh {
  const { mesh, geometry, material } = offLists(scene, () => {
    const mesh = new Mesh(`${name} (preview)`, scene);
    const geometry = new Geometry(mesh.name, scene);
    const material = new PBRMaterial(mesh.name, scene);
    return { mesh, geometry, material };
  });
  material.albedoColor = Color3.White();
  material.metallic = 0;
  material.roughness = 0.8;
  material.backFaceCulling = false;
  material.twoSidedLighting = true;
  mesh.material = material;
  mesh.sideOrientation = sideOrientation(scene);
  let hide: (() => void) | undefined;

  const end = () => {
    hide?.();
    hide = undefined;
  };

  const setGeometry = ({ positions, normals, colors, indices }: FitPreview) => {
    const engine = scene.getEngine();
    const set = (kind: string, data: Float32Array<ArrayBuffer>) =>
      geometry.setVerticesBuffer(
        new VertexBuffer(engine, data, kind, { updatable: false, stride: 3, size: 3 }),
        positions.length / 3,
      );
    offLists(scene, () => {
      if (mesh.geometry !== geometry) geometry.applyToMesh(mesh);
      // Positions last: setting them creates the submesh, which needs the other buffers.
      set(VertexBuffer.NormalKind, normals);
      set(VertexBuffer.ColorKind, colors);
      set(VertexBuffer.PositionKind, positions);
      geometry.setIndices(indices, positions.length / 3);
    });
  };

  return {
    mesh,
    get isShown() {
      return hide !== undefined;
    },

    setGeometry,

    async compile() {
      if (mesh.geometry !== geometry) setGeometry(DUMMY_TRIANGLE);
      const giveUpAt = performance.now() + COMPILE_TIMEOUT_MS;
      mesh._resyncLightSources();
      while (!scene.isDisposed && !mesh.isDisposed() && !mesh.isReady(true) && performance.now() < giveUpAt)
        await new Promise((resolve) => setTimeout(resolve, 8));
    },

    setWireframe(isWireframe) {
      material.wireframe = isWireframe;
    },

    show(container) {
      end();
      const at = placeOf(container);
      if (!at || mesh.isDisposed()) return;
      mesh.rotationQuaternion ??= new Quaternion();
      at.shift.decompose(mesh.scaling, mesh.rotationQuaternion, mesh.position);
      const substitutes: SubstituteMesh[] = [{ mesh, parent: at.root }];
      hide = drawSubstitutes(container, substitutes);
    },

    hide: end,

    dispose() {
      end();
      if (!mesh.isDisposed()) mesh.dispose();
      geometry.dispose();
      material.dispose();
    },
  };
}

/** The loader's root of a container, and how the user has moved the content relative to it. */
function placeOf(container: AssetContainer): { root: Mesh; shift: Matrix } | undefined {
  const root = contentNodeOf(container)?.getChildMeshes(true)[0];
  const [first] = geometryMeshes(container);
  if (!root || !first) return undefined;
  const shift = Matrix.Invert(importedChain(first, root)).multiply(currentChain(first, root));
  return { root: root as Mesh, shift };
}
