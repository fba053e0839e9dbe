import type { Document, Node } from '@gltf-transform/core';

interface NodeOutline {
  readonly name: string;
  readonly mesh: string | undefined;
  readonly extras: unknown;
  readonly children: readonly NodeOutline[];
}

const nodeOutline = (node: Node): NodeOutline => ({
  name: node.getName(),
  mesh: node.getMesh()?.getName(),
  extras: node.getExtras(),
  children: node.listChildren().map(nodeOutline),
});

/** All of a document that a fit must leave as it is: everything but triangles, vertices and texels. */
export function outline(document: Document) {
  const root = document.getRoot();
  return {
    scenes: root.listScenes().map((scene) => ({
      name: scene.getName(),
      extras: scene.getExtras(),
      nodes: scene.listChildren().map(nodeOutline),
    })),
    nodes: root.listNodes().length,
    cameras: root.listCameras().map((camera) => camera.getName()),
    skins: root.listSkins().map((skin) => skin.listJoints().map((joint) => joint.getName())),
    animations: root.listAnimations().map((animation) => animation.getName()),
    meshes: root.listMeshes().map((mesh) => ({
      name: mesh.getName(),
      materials: mesh.listPrimitives().map((primitive) => primitive.getMaterial()?.getName()),
      attributes: mesh.listPrimitives().map((primitive) => primitive.listSemantics().toSorted()),
    })),
    materials: root.listMaterials().map((material) => ({
      name: material.getName(),
      extras: material.getExtras(),
      baseColor: material.getBaseColorFactor(),
      alphaMode: material.getAlphaMode(),
      doubleSided: material.getDoubleSided(),
      extensions: material.listExtensions().map(({ extensionName }) => extensionName),
      textures: [
        material.getBaseColorTexture(),
        material.getMetallicRoughnessTexture(),
        material.getNormalTexture(),
        material.getOcclusionTexture(),
        material.getEmissiveTexture(),
      ].map((texture) => texture?.getName()),
    })),
  };
}

/** Local matrices of all nodes. One may be written as translation, rotation and scale, which rounds it a little. */
export const nodeMatrices = (document: Document): number[] =>
  document
    .getRoot()
    .listNodes()
    .flatMap((node) => node.getMatrix());
