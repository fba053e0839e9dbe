import { start } from './main.js';

start(document.querySelector('canvas'));
