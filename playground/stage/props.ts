import { PBRMaterial } from '@babylonjs/core/Materials/PBR/pbrMaterial.js';
import { Color3 } from '@babylonjs/core/Maths/math.color.js';
import { CreateCylinder } from '@babylonjs/core/Meshes/Builders/cylinderBuilder.js';
import { CreateSphere } from '@babylonjs/core/Meshes/Builders/sphereBuilder.js';
import { CreateTorus } from '@babylonjs/core/Meshes/Builders/torusBuilder.js';
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js';
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js';
import type { Scene } from '@babylonjs/core/scene.js';

/** A few simple shapes behind the place for assets: they show the scale and the light. */
export function createProps(scene: Scene): TransformNode {
  const props = new TransformNode('Props', scene);
  const place = (mesh: Mesh, x: number, y: number, z: number, material: PBRMaterial) => {
    mesh.parent = props;
    mesh.position.set(x, y, z);
    mesh.material = material;
  };
  place(
    CreateSphere('Brass sphere', { diameter: 0.5, segments: 24 }, scene),
    0.9,
    0.25,
    -1.05,
    pbr(scene, 'Brass', '#e0b060', 1, 0.22),
  );
  place(
    CreateCylinder(
      'Clay cone',
      { diameterTop: 0, diameterBottom: 0.55, height: 0.8, tessellation: 48 },
      scene,
    ),
    -0.05,
    0.4,
    -1.75,
    pbr(scene, 'Clay', '#d9623f', 0, 0.75),
  );
  place(
    CreateTorus('Enamel ring', { diameter: 0.5, thickness: 0.2, tessellation: 48 }, scene),
    -0.95,
    0.1,
    -1.2,
    pbr(scene, 'Enamel', '#3f7fd0', 0, 0.3),
  );
  return props;
}

function pbr(scene: Scene, name: string, color: string, metallic: number, roughness: number): PBRMaterial {
  const material = new PBRMaterial(name, scene);
  material.albedoColor = Color3.FromHexString(color).toLinearSpace();
  material.metallic = metallic;
  material.roughness = roughness;
  return material;
}
