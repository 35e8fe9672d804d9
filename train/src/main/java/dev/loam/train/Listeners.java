package dev.loam.train;

import java.nio.file.Path;

/// Two listeners as one; training goes on while both want it to.
record Listeners(Listener first, Listener second) implements Listener {
    @Override
    public void start(Start start) {
        first.start(start);
        second.start(start);
    }

    @Override
    public void progress(Progress progress) {
        first.progress(progress);
        second.progress(progress);
    }

    @Override
    public void epoch(Progress progress, Score training) {
        first.epoch(progress, training);
        second.epoch(progress, training);
    }

    @Override
    public boolean goesOn(Progress progress) {
        // both are asked, whatever the first says
        return first.goesOn(progress) & second.goesOn(progress);
    }

    @Override
    public void notice(String sentence) {
        first.notice(sentence);
        second.notice(sentence);
    }

    @Override
    public void stopped(long step, Path folder) {
        first.stopped(step, folder);
        second.stopped(step, folder);
    }

    @Override
    public void finish(Summary summary) {
        first.finish(summary);
        second.finish(summary);
    }
}
