import '$shared/look/tokens.css';
import '$shared/look/kit.css';
import { mount } from 'svelte';
import App from './App.svelte';

mount(App, { target: document.getElementById('app')! });
