import { NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import type { Peer } from './peers.ts';

/** Babylon's own simplifier, in Node without a canvas. Slow: 40 s and 2 GB for half a million triangles. */
export const BABYLON_PEER: Peer = {
  method: 'Babylon QuadraticErrorSimplification',
  isCompressed: false,
  async reduce(master, triangles) {
    const { NullEngine } = await import('@babylonjs/core/Engines/nullEngine.js');
    const { Logger } = await import('@babylonjs/core/Misc/logger.js');
    Logger.LogLevels = Logger.NoneLogLevel;
    const { Mesh } = await import('@babylonjs/core/Meshes/mesh.js');
    const { VertexData } = await import('@babylonjs/core/Meshes/mesh.vertexData.js');
    const { QuadraticErrorSimplification, SimplificationSettings } = await import(
      '@babylonjs/core/Meshes/meshSimplification.js'
    );
    const { Scene } = await import('@babylonjs/core/scene.js');
    const io = new NodeIO().registerExtensions(ALL_EXTENSIONS);
    const document = await io.readBinary(master);
    const primitive = document.getRoot().listMeshes()[0]!.listPrimitives()[0]!;
    const semantics = { positions: 'POSITION', normals: 'NORMAL', uvs: 'TEXCOORD_0' } as const;
    const data = new VertexData();
    for (const [name, semantic] of Object.entries(semantics))
      data[name as keyof typeof semantics] = primitive.getAttribute(semantic)!.getArray() as Float32Array;
    data.indices = primitive.getIndices()!.getArray() as Uint32Array;
    const engine = new NullEngine();
    const scene = new Scene(engine);
    // A file is right-handed; otherwise the simplifier would take every face for its back.
    scene.useRightHandedSystem = true;
    const mesh = new Mesh('master', scene);
    data.applyToMesh(mesh);
    const quality = (triangles * 3) / data.indices.length;
    const reduced = await new Promise<InstanceType<typeof Mesh>>((resolve) => {
      new QuadraticErrorSimplification(mesh).simplify(new SimplificationSettings(quality, 0, false), resolve);
    });
    for (const [kind, semantic] of [
      ['position', 'POSITION'],
      ['normal', 'NORMAL'],
      ['uv', 'TEXCOORD_0'],
    ] as const)
      primitive.getAttribute(semantic)!.setArray(Float32Array.from(reduced.getVerticesData(kind) ?? []));
    primitive.getIndices()!.setArray(Uint32Array.from(reduced.getIndices() ?? []));
    scene.dispose();
    engine.dispose();
    return io.writeBinary(document);
  },
};
