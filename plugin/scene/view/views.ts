import type { AssetContainer } from '@babylonjs/core/assetContainer.js';
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js';
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import { Geometry } from '@babylonjs/core/Meshes/geometry.js';
import { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import type { Scene } from '@babylonjs/core/scene.js';
import { offLists } from '../content/make-mesh.ts';
import { geometryMeshes } from '../content/name-content.ts';
import { sideOrientation } from '../content/side-orientation.ts';
import { drawSubstitutes, type SubstituteMesh } from './substitute-meshes.ts';
import { densityColour, type MeshDensity, measureTexelDensity, type TexelDensity } from './texel-density.ts';

/** Another way of drawing a container, prepared but not shown yet. */
export interface PreparedView {
  /** Values of the texel-density colours; absent when nothing has a texture. */
  readonly density?: TexelDensity;
  /** The meshes drawn instead of the content. */
  readonly meshes: readonly Mesh[];
  /** Whether it can be drawn immediately: shaders are compiled in the background. */
  isReady(): boolean;
  /** Returns the undo function. */
  show(): () => void;
  /** Disposes everything that the view created. */
  dispose(): void;
}

const LINE_COLOUR = Color3.FromHexString('#3fa7ff');

function unlit(scene: Scene, name: string): StandardMaterial {
  const material = new StandardMaterial(name, scene);
  material.disableLighting = true;
  material.emissiveColor = Color3.White();
  return material;
}

function prepared(
  container: AssetContainer,
  substitutes: readonly SubstituteMesh[],
  resources: readonly { dispose(): void }[],
): PreparedView {
  const meshes = substitutes.map(({ mesh }) => mesh);
  return {
    meshes,
    isReady: () => meshes.every((mesh) => mesh.isDisposed() || mesh.isReady(true)),
    show: () => drawSubstitutes(container, substitutes),
    dispose() {
      for (const mesh of meshes) if (!mesh.isDisposed()) mesh.dispose();
      for (const resource of resources) resource.dispose();
    },
  };
}

/** A wireframe view. The content is not changed: its geometry is drawn by other meshes. */
export function prepareWireframe(container: AssetContainer): PreparedView {
  const { scene } = container;
  return offLists(scene, () => {
    const material = unlit(scene, 'wireframe');
    material.emissiveColor = LINE_COLOUR;
    material.wireframe = true;
    const substitutes = geometryMeshes(container).flatMap((mesh): SubstituteMesh[] => {
      const { geometry } = mesh.isAnInstance
        ? (mesh as unknown as { sourceMesh: Mesh }).sourceMesh
        : (mesh as Mesh);
      if (!geometry) return [];
      const copy = new Mesh(`${mesh.name} (wireframe)`, scene);
      geometry.applyToMesh(copy);
      copy.sideOrientation = sideOrientation(scene);
      copy.material = material;
      return [{ mesh: copy, parent: mesh }];
    });
    // The geometry is shared with the content: disposing a mesh frees only geometry that no other mesh uses.
    return prepared(container, substitutes, [material]);
  });
}

/** A view that colours each triangle by its texels per metre. */
export function prepareTexelDensity(container: AssetContainer): PreparedView {
  const { scene } = container;
  const { meshes, density } = measureTexelDensity(container);
  return offLists(scene, () => {
    const material = unlit(scene, 'texel density');
    const made = meshes.map((each) => densityMesh(scene, each, density?.medianPerMetre ?? 0, material));
    const view = prepared(
      container,
      made.map(({ drawSubstitutes: each }) => each),
      [...made.map(({ geometry }) => geometry), material],
    );
    return density ? { ...view, density } : view;
  });
}

function densityMesh(
  scene: Scene,
  { mesh, perMetre }: MeshDensity,
  median: number,
  material: StandardMaterial,
): { readonly drawSubstitutes: SubstituteMesh; readonly geometry: Geometry } {
  const source = mesh.getVerticesData('position') ?? [];
  const indices = mesh.getIndices();
  const corners = perMetre.length * 3;
  const positions = new Float32Array(corners * 3);
  const colours = new Uint8Array(corners * 4);
  for (let corner = 0; corner < corners; corner++) {
    const vertex = indices ? indices[corner]! : corner;
    positions[3 * corner] = source[3 * vertex]!;
    positions[3 * corner + 1] = source[3 * vertex + 1]!;
    positions[3 * corner + 2] = source[3 * vertex + 2]!;
  }
  for (const [triangle, value] of perMetre.entries()) {
    const [r, g, b] = densityColour(value, median);
    for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++)
      colours.set([255 * r, 255 * g, 255 * b, 255], 4 * corner);
  }
  const copy = new Mesh(`${mesh.name} (texel density)`, scene);
  const geometry = new Geometry(copy.name, scene);
  const engine = scene.getEngine();
  copy.isUnIndexed = true;
  geometry.setVerticesBuffer(
    new VertexBuffer(engine, colours, VertexBuffer.ColorKind, {
      updatable: false,
      size: 4,
      stride: 4,
      type: VertexBuffer.UNSIGNED_BYTE,
      normalized: true,
      useBytes: true,
    }),
  );
  geometry.setVerticesBuffer(
    new VertexBuffer(engine, positions, VertexBuffer.PositionKind, { updatable: false }),
    corners,
  );
  geometry.applyToMesh(copy);
  copy.sideOrientation = sideOrientation(scene);
  copy.material = material;
  return { drawSubstitutes: { mesh: copy, parent: mesh }, geometry };
}
