import '$shared/look/tokens.css';
import '$shared/look/kit.css';
import './look/frame.css';
import './look/queue.css';
import { mount } from 'svelte';
import { look } from '$shared/look/theme.svelte';
import App from './App.svelte';

// The shift is at night more often than not.
look.begin('night');
mount(App, { target: document.getElementById('app')! });
