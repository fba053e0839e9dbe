import { fileURLToPath } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

// What the harness and the pane import: one that Vite finds late costs a second optimisation and a reload.
const IMPORTS = [
  '@babylonjs/core/assetContainer.js',
  '@babylonjs/core/Cameras/arcRotateCamera.js',
  '@babylonjs/core/Culling/ray.js',
  '@babylonjs/core/Engines/AbstractEngine/abstractEngine.query.js',
  '@babylonjs/core/Engines/engine.js',
  '@babylonjs/core/Lights/hemisphericLight.js',
  '@babylonjs/core/Materials/standardMaterial.js',
  '@babylonjs/core/Maths/math.color.js',
  '@babylonjs/core/Maths/math.vector.js',
  '@babylonjs/core/Meshes/Builders/groundBuilder.js',
  '@babylonjs/core/Meshes/Builders/sphereBuilder.js',
  '@babylonjs/core/Meshes/transformNode.js',
  '@babylonjs/core/node.js',
  '@babylonjs/core/scene.js',
  '@babylonjs/inspector',
  '@fluentui/react-components',
  '@fluentui/react-icons',
  'react',
  'react-dom',
  'react/jsx-dev-runtime',
  'react/jsx-runtime',
  'zod',
];

/**
 * A Vite server for the pane's harness page on a free port of this machine. The first start prepares the Inspector
 * (about a minute); later ones take it from `VITE_CACHE_DIR` or the repository's cache.
 */
export async function serveHarness(): Promise<{ url: string; server: ViteDevServer }> {
  const server = await createServer({
    configFile: false,
    root: HERE,
    cacheDir: process.env.VITE_CACHE_DIR ?? `${REPOSITORY}/node_modules/.vite-inspector`,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { allow: [REPOSITORY] } },
    optimizeDeps: { include: IMPORTS, noDiscovery: true },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (typeof address !== 'object' || !address) throw new Error('The harness server has no address.');
  return { url: `http://127.0.0.1:${address.port}/`, server };
}
