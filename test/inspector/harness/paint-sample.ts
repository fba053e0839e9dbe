/** A painted teapot-like figure on a transparent or a plain background. */
export async function paintSample(hue: number, hasAlpha: boolean, sizePx = 512): Promise<Blob> {
  const canvas = new OffscreenCanvas(sizePx, sizePx);
  const context = canvas.getContext('2d')!;
  if (!hasAlpha) {
    context.fillStyle = 'white';
    context.fillRect(0, 0, sizePx, sizePx);
  }
  context.scale(sizePx / 512, sizePx / 512);
  context.fillStyle = `hsl(${hue} 70% 45%)`;
  context.beginPath();
  context.ellipse(256, 290, 150, 130, 0, 0, 7);
  context.fill();
  context.fillStyle = `hsl(${hue} 70% 60%)`;
  context.beginPath();
  context.ellipse(256, 170, 90, 24, 0, 0, 7);
  context.fill();
  context.fillRect(236, 120, 40, 40);
  return canvas.convertToBlob({ type: 'image/png' });
}
